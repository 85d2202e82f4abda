import type { HoldAge, Me } from "@bursar/sdk";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { BursarAdminActionEvent } from "../events/admin-action.ts";
import { BursarAdminDoneEvent } from "../events/admin-done.ts";
import { BursarErrorEvent } from "../events/error.ts";
import { base } from "../internal/base.styles.ts";
import { button } from "../internal/button.styles.ts";
import { dialog } from "../internal/dialog.styles.ts";
import { Dialog } from "../internal/dialog.ts";
import { field } from "../internal/field.styles.ts";
import { check } from "../internal/icons.ts";
import { input } from "../internal/input.styles.ts";
import { joined } from "../internal/joined.ts";
import { loadError } from "../internal/load-error.ts";
import { Localization } from "../internal/localization.ts";
import { formatNumber } from "../internal/money.ts";
import { More } from "../internal/more.ts";
import { panel } from "../internal/panel.styles.ts";
import { panelContent } from "../internal/panel.ts";
import { saveFile } from "../internal/save-file.ts";
import { loadTrouble } from "../internal/trouble.ts";
import { Watch } from "../internal/watch.ts";
import { type AdminPayoutsMessages, messages } from "../locales/en/admin-payouts.ts";
import { disputedHoldsQuery, holdAgesQuery } from "../session/holds.ts";
import { meQuery } from "../session/me.ts";
import type { Pages } from "../session/pages.ts";
import { manageEscrow, payoutFile, payoutsQuery } from "../session/payouts.ts";
import { pageSession } from "../session/session.ts";
import { aboutOf, type Names } from "./about.ts";
import { styles } from "./admin-payouts.styles.ts";
import type * as Confirming from "./confirmation.ts";
import type { Draft } from "./draft.ts";
import { Tabs } from "./tabs.ts";
import { ageTable, approval, dispute, groupsOf, payable } from "./views.ts";

interface Outcome {
  told: unknown;
  isBad?: boolean;
}

/**
 * Where an admin approves or rejects payouts, decides disputes, gathers what is to be paid into a file for the bank, says
 * what came of the payments, and sees how long money has been waiting in escrow. Whatever moves money asks first.
 *
 * @summary Manages payouts and escrow.
 * @tag bursar-admin-payouts
 *
 * @slot forbidden - Shown instead to users who are no admins.
 * @slot signed-out - Shown instead when nobody is signed in.
 *
 * @event {BursarAdminActionEvent} bursar-admin-action - Confirmed, and nothing has happened yet; cancelable.
 * @event {BursarAdminDoneEvent} bursar-admin-done - It is done.
 * @event {BursarErrorEvent} bursar-error - Something could not be loaded, or was refused or failed.
 *
 * @csspart tabs - The three tabs.
 * @csspart tab - One of them.
 * @csspart panel - What the chosen one shows.
 * @csspart payout - A payout.
 * @csspart hold - Money that a learner disputes.
 * @csspart group - Payouts that are paid together.
 * @csspart ages - How long the money of one currency has been waiting.
 * @csspart age - One step of it.
 * @csspart warning - What has been waiting for 60 days.
 * @csspart alarm - What has been waiting for 90 days.
 * @csspart field - A field of a form.
 * @csspart button - What acts.
 * @csspart dialog - What asks before anything happens.
 * @csspart outcome - What came of it.
 * @csspart more - The button that shows more.
 * @csspart message - What is said when there is nothing to show.
 * @csspart skeleton - What stands in while it is loading.
 * @csspart retry - The button that loads again after an error.
 *
 * @cssproperty --bursar-accent - The colour of what can be pressed.
 * @cssproperty --bursar-on-accent - The colour of what stands on it; black or white by default, whichever reads better.
 * @cssproperty --bursar-danger - The colour of trouble.
 * @cssproperty --bursar-radius - How round the corners are.
 */
export class BursarAdminPayouts extends LitElement {
  static override styles = [base, button, panel, input, field, dialog, styles];

  /** What you call your users, by id: `{"42": "Amina Farouk"}`. Whoever has no name here is shown by id alone. */
  @property({ type: Object }) names: Names = {};

  @state() private outcome: Outcome | undefined;

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/admin-payouts.ts")).messages,
  });
  readonly #dialog = new Dialog<Draft>(this);
  /** What asks; it comes with the first press. */
  #confirming: typeof Confirming | undefined;
  readonly #tabs = new Tabs(this, ["decide", "pay", "escrow"]);
  readonly #me = new Watch(
    this,
    () => meQuery,
    () => {
      // Nothing of what the one before has begun may be ended by the next.
      this.#dialog.drop();
      this.outcome = undefined;
      for (const more of [this.#morePayouts, this.#moreHolds]) more.reset();
    },
  );
  readonly #payouts = new Watch(this, () => {
    const status = this.#status;
    return status ? payoutsQuery(status) : null;
  });
  readonly #holds = new Watch(this, () => (this.#isShown("decide") ? disputedHoldsQuery : null));
  readonly #ages = new Watch(this, () => (this.#isShown("escrow") ? holdAgesQuery : null));
  readonly #morePayouts = this.#more("payout", async () => this.#status && payoutsQuery(this.#status).loadOlder());
  readonly #moreHolds = this.#more("hold", disputedHoldsQuery.loadOlder);

  #more(part: string, load: () => Promise<unknown>): More {
    return new More(this, {
      load: async () => void (await load()),
      items: () => this.renderRoot.querySelectorAll<HTMLElement>(`[part=${part}]`),
    });
  }

  #isShown(tab: string): boolean {
    return this.#tabs.chosen === tab && Boolean(this.#me.value && isAdmin(this.#me.value));
  }

  /** Of the payouts that are shown. */
  get #status(): "requested" | "approved" | null {
    if (this.#isShown("decide")) return "requested";
    return this.#isShown("pay") ? "approved" : null;
  }

  protected override render() {
    const text = this.#text.messages;
    const content = panelContent(this.#me, text, skeleton, (me, text) => this.#content(me, text));
    const { status } = this.#me.state;
    const shown = this.#me.value && !isAdmin(this.#me.value) ? "forbidden" : status;
    return html`<div class="base" data-state=${text ? shown : "loading"}>${content}</div>`;
  }

  #content(me: Me, text: AdminPayoutsMessages) {
    if (!isAdmin(me))
      return html`<slot name="forbidden"><p class="message" part="message">${text.forbidden}</p></slot>`;
    const { chosen } = this.#tabs;
    const { language } = this.#text;
    const { draft } = this.#dialog;
    return html`
      ${this.#tabs.render(text.title, text)}
      <p class="outcome ${this.outcome?.isBad ? "bad" : ""}" part="outcome" role="status">${this.outcome?.told}</p>
      <div class="panel" part="panel" role="tabpanel" id="panel" aria-labelledby="tab-${chosen}" tabindex="0">
        ${this.#panel(me, text)}
      </div>
      ${this.#dialog.render(
        draft
          ? this.#confirming?.confirmation({
              draft,
              text,
              language,
              names: this.names,
              onInput: this.#dialog.type,
              onSubmit: (event) => void this.#act(event),
              onCancel: this.#dialog.cancel,
            })
          : nothing,
      )}
    `;
  }

  #panel(me: Me, text: AdminPayoutsMessages) {
    const wording = { text, language: this.#text.language, names: this.names };
    const ask = (draft: Draft) => void this.#ask(draft);
    switch (this.#tabs.chosen) {
      case "decide":
        return html`
          <span class="heading" id="approvals">${text.approvals}</span>
          ${this.#list(this.#payouts, text, "approvals", text.noApprovals, this.#morePayouts, (payout) => approval(payout, me.id, wording, ask))}
          <span class="heading" id="disputes">${text.disputes}</span>
          ${this.#list(this.#holds, text, "disputes", text.noDisputes, this.#moreHolds, (hold) => dispute(hold, wording, ask))}
        `;
      case "pay":
        return this.#shown(this.#payouts, text, ({ items, nextCursor }) =>
          items.length
            ? html`${groupsOf(items, !nextCursor).map((group) => payable(group, wording, ask, (batch) => void this.#download(batch)))}
              ${this.#morePayouts.render(nextCursor !== null, text, wording.language)}`
            : nothingThere(text.nothingToPay),
        );
      case "escrow":
        return this.#shown(this.#ages, text, (ages) =>
          ages.length
            ? html`${[...Map.groupBy(ages, ({ currency }: HoldAge) => currency).values()].map((of) => ageTable(of, wording))}
              <span class="detail">${text.limits(formatNumber({ amount: 90, digits: 0 }, wording.language))}</span>`
            : nothingThere(text.nothingHeld),
        );
    }
  }

  #shown<T>(watch: Watch<T>, text: AdminPayoutsMessages, show: (value: T) => unknown, look?: string): unknown {
    if (watch.state.status === "error") return loadError(text, watch);
    return watch.value === undefined
      ? html`<span class="spoken">${text.loading}</span>${rows(look)}`
      : show(watch.value);
  }

  #list<T>(
    watch: Watch<Pages<T>>,
    text: AdminPayoutsMessages,
    label: string,
    empty: string,
    more: More,
    row: (item: T) => TemplateResult,
  ): unknown {
    const show = ({ items, nextCursor }: Pages<T>) =>
      items.length
        ? html`<ul class="list" role="list" aria-labelledby=${label}>${items.map(row)}</ul>
            ${more.render(nextCursor !== null, text, this.#text.language)}`
        : nothingThere(empty);
    return this.#shown(watch, text, show, label === "disputes" ? "tall" : "");
  }

  async #ask(draft: Draft): Promise<void> {
    const { audience } = pageSession();
    try {
      this.#confirming ??= await import("./confirmation.ts");
    } catch (error) {
      this.outcome = { told: loadTrouble(this.#text.messages ?? messages), isBad: true };
      this.dispatchEvent(new BursarErrorEvent(error));
      return;
    }
    // Somebody else may be signed in by now.
    if (audience !== pageSession().audience) return;
    this.outcome = undefined;
    await this.#dialog.open(draft);
    this.#focus(draft.type === "split" ? "back" : this.renderRoot.querySelector("#note") ? "note" : "confirm");
  }

  async #act(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { draft } = this.#dialog;
    const confirming = this.#confirming;
    const { messages: text = messages, language } = this.#text;
    if (!draft || !confirming || draft.busy) return;
    const [flaw] = confirming.flawsOf(draft, language);
    if (flaw) {
      this.#dialog.draft = { ...draft, isTried: true };
      this.#focus(flaw);
      return;
    }
    const action = confirming.actionOf(draft, language);
    if (!this.dispatchEvent(new BursarAdminActionEvent(action))) return this.#dialog.drop();
    const asked = { ...draft, busy: true, error: undefined };
    this.#dialog.draft = asked;
    try {
      const result = await manageEscrow(action);
      // Nobody is told of what was done by whoever used the page before.
      if (this.#dialog.draft !== asked) return;
      this.dispatchEvent(new BursarAdminDoneEvent(action, null, result));
      const about = aboutOf(draft, language, this.names).map((part) => html`<bdi>${part}</bdi>`);
      this.#finish({ told: html`${check} ${text[draft.type].done}: ${joined(about, text)}` });
      if (action.type === "gatherPayouts") await this.#download(result.id, text.noFile);
    } catch (error) {
      if (this.#dialog.draft === asked) {
        if (confirming.isConflict(error)) this.#finish({ told: text.conflict, isBad: true });
        else this.#dialog.draft = { ...draft, error };
      }
      this.dispatchEvent(new BursarErrorEvent(error));
    }
  }

  /** What was asked about may be gone, and the button with it: whoever pressed it stands on the list. */
  #finish(outcome: Outcome): void {
    this.#dialog.drop();
    this.outcome = outcome;
    this.#focus("panel");
  }

  async #download(batch: string, otherwise?: string): Promise<void> {
    const { messages: text = messages } = this.#text;
    const { audience } = pageSession();
    try {
      const { name, csv } = await payoutFile(batch);
      if (audience !== pageSession().audience) return;
      saveFile(name, "text/csv", csv);
      this.outcome = { told: text.downloaded(name) };
    } catch (error) {
      if (audience === pageSession().audience) this.outcome = { told: otherwise ?? loadTrouble(text), isBad: true };
      this.dispatchEvent(new BursarErrorEvent(error));
    }
  }

  #focus(id: string): void {
    this.renderRoot.querySelector<HTMLElement>(`#${id}`)?.focus();
  }
}

const isAdmin = ({ roles }: Me): boolean => roles.includes("admin");

const nothingThere = (told: string) => html`<p class="message" part="message">${told}</p>`;

const rows = (look = "") =>
  html`<div class="list">${[1, 2].map(
    () =>
      html`<div class="entry ${look}" part="skeleton"><span class="skeleton bar"></span><span class="skeleton bar"></span></div>`,
  )}</div>`;

const skeleton = html`<div class="tabs"><span class="button tab">&nbsp;</span></div>
  <p class="outcome"></p>
  <div class="panel"><span class="heading">&nbsp;</span>${rows()}<span class="heading">&nbsp;</span>${rows("tall")}</div>`;
