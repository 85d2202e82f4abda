import type { StatementLine, UserWithBalances } from "@bursar/sdk";
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
import { formatMoney } from "../internal/money.ts";
import { panel } from "../internal/panel.styles.ts";
import { statement } from "../internal/statement.styles.ts";
import { statementSkeleton } from "../internal/statement.ts";
import { Watch } from "../internal/watch.ts";
import { type AdminUnitsMessages, messages } from "../locales/en/admin-units.ts";
import { statementQuery } from "../session/transactions.ts";
import { manageWallet, walletsOfQuery } from "../session/users.ts";
import { styles } from "./admin-units.styles.ts";
import { confirmation } from "./confirmation.ts";
import { actionOf, type Draft, flawsOf } from "./draft.ts";
import { type KnownWallet, personHead, topUpForm, transactionsOf, walletChoice } from "./person-view.ts";
import { nameOf, searchField, searchResults } from "./search-view.ts";
import { UserSearch } from "./user-search.ts";

type Typed = Pick<Draft, "amount" | "reason" | "isTried">;

const blank: Typed = { amount: "", reason: "" };

/**
 * Where an admin finds a user, sees their wallets, tops one up, reverses a transaction, and freezes or unfreezes a
 * wallet. Made for whoever does it all day: search, arrow, Enter, amount, Enter, Enter, and the search has the focus again.
 *
 * @summary Manages the wallets of users.
 * @tag bursar-admin-units
 *
 * @slot forbidden - Shown instead to users who are no admins.
 * @slot signed-out - Shown instead when nobody is signed in.
 *
 * @event {BursarAdminActionEvent} bursar-admin-action - Confirmed, and nothing has happened yet; cancelable.
 * @event {BursarAdminDoneEvent} bursar-admin-done - It is done.
 * @event {BursarErrorEvent} bursar-error - Something could not be loaded, or was refused or failed.
 *
 * @csspart search - The field in which one searches.
 * @csspart user - One of the users found.
 * @csspart person - The user who is open.
 * @csspart wallet - One of their wallets.
 * @csspart balance - What can be spent from it.
 * @csspart field - A field of a form.
 * @csspart button - What acts.
 * @csspart dialog - What asks before anything happens.
 * @csspart outcome - What came of it.
 * @csspart message - What is said when there is nobody to show.
 * @csspart list - The transactions of the chosen wallet.
 * @csspart line - One of them.
 * @csspart status - That it is pending, cancelled or reversed.
 * @csspart amount - What came in or went out.
 * @csspart skeleton - What stands in while it is loading.
 * @csspart retry - The button that loads again after an error.
 *
 * @cssproperty --bursar-accent - The colour of what can be pressed.
 * @cssproperty --bursar-on-accent - The colour of what stands on it; black or white by default, whichever reads better.
 * @cssproperty --bursar-danger - The colour of trouble.
 * @cssproperty --bursar-radius - How round the corners are.
 */
export class BursarAdminUnits extends LitElement {
  static override styles = [base, button, panel, input, field, statement, dialog, styles];

  /** The currency that is chosen at first, such as `UNIT`. The tenant's first by default. */
  @property() currency?: string;

  @state() private user?: UserWithBalances | undefined;
  @state() private chosen?: string;
  /** The note stays from one user to the next: a clerk works through one bank statement. */
  @state() private typed = blank;
  @state() private outcome: TemplateResult | typeof nothing = nothing;

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/admin-units.ts")).messages,
  });
  readonly #dialog = new Dialog<Draft>(this);
  readonly #search = new UserSearch(this, {
    open: (user) => void this.#open(user),
    leave: () => this.#leave(),
  });
  readonly #wallets = new Watch(this, () => (this.user ? walletsOfQuery(this.user.id) : null));
  readonly #statement = new Watch(this, () => {
    const currency = this.#wallet?.currency;
    return this.user && currency ? statementQuery({ user: this.user.id, currency }) : null;
  });

  get #knownWallets(): KnownWallet[] {
    return this.#wallets.value ?? this.user?.balances ?? [];
  }

  get #wallet(): KnownWallet | undefined {
    const wallets = this.#knownWallets;
    const wanted = this.chosen ?? this.currency;
    return wallets.find(({ currency }) => currency === wanted) ?? wallets[0];
  }

  get #state(): "loading" | "error" | "signed-out" | "forbidden" | "ready" | "open" {
    const { state } = this.#search;
    if (state.status !== "ready") return state.status;
    if (!state.value) return "forbidden";
    return this.user ? "open" : "ready";
  }

  protected override render() {
    const text = this.#text.messages;
    return html`<div class="base" data-state=${text ? this.#state : "loading"}>
      ${text ? this.#content(text) : statementSkeleton(4)}
    </div>`;
  }

  #content(text: AdminUnitsMessages) {
    const state = this.#state;
    switch (state) {
      case "loading":
        return html`<span class="spoken">${text.loading}</span>
          <div class="search skeleton" part="skeleton"></div>
          ${statementSkeleton(4)}`;
      case "signed-out":
        return html`<slot name="signed-out"><p class="message" part="message">${text.signedOut}</p></slot>`;
      case "forbidden":
        return html`<slot name="forbidden"><p class="message" part="message">${text.forbidden}</p></slot>`;
    }
    const { language } = this.#text;
    const { draft } = this.#dialog;
    const isError = state === "error";
    return html`
      ${searchField(this.#search, !this.user && !isError, text)}
      <p class="outcome" part="outcome" role="status">${this.outcome}</p>
      ${isError ? loadError(text, this.#search) : this.user ? this.#person(this.user, text) : searchResults(this.#search, text, language)}
      ${this.#dialog.render(
        draft && this.user
          ? confirmation({
              draft,
              user: this.user,
              balance: this.#wallet?.balance ?? 0,
              text,
              language,
              onInput: this.#dialog.type,
              onSubmit: (event) => void this.#act(event),
              onCancel: this.#dialog.cancel,
            })
          : nothing,
      )}
    `;
  }

  #person(user: UserWithBalances, text: AdminUnitsMessages) {
    const wording = { text, language: this.#text.language };
    const wallet = this.#wallet;
    if (!wallet) return nothing;
    const { state } = this.#statement;
    return html`<section class="person card" part="person" aria-label=${nameOf(user)}>
      ${personHead(user, wording, () => this.#back())}
      ${walletChoice(this.#knownWallets, wallet, wording, (currency) => {
        this.chosen = currency;
      })}
      ${topUpForm({
        ...wording,
        draft: this.#draft(wallet, "topUp", this.typed),
        wallet,
        onInput: (typed) => {
          this.typed = { ...this.typed, ...typed };
        },
        onSubmit: (event) => this.#topUp(event, wallet),
        onFreeze: (type) => void this.#ask(this.#draft(wallet, type)),
      })}
      ${
        state.status === "error"
          ? loadError(text, this.#statement)
          : state.status === "ready"
            ? transactionsOf(state.value?.lines ?? [], wording, (line, amount) =>
                this.#ask({ ...this.#draft(wallet, "reverse"), line, amount }),
              )
            : statementSkeleton(3)
      }
    </section>`;
  }

  async #open(user: UserWithBalances): Promise<void> {
    this.user = user;
    this.typed = { ...blank, reason: this.typed.reason };
    this.outcome = nothing;
    await this.updateComplete;
    this.#focus("topUp-amount");
  }

  #leave(): void {
    this.user = undefined;
    this.outcome = nothing;
    if (this.#dialog.draft) this.#dialog.drop();
  }

  #back(): void {
    this.#leave();
    this.focus();
  }

  #draft({ currency, digits }: KnownWallet, type: Draft["type"], typed = blank): Draft {
    return { type, user: this.user?.id ?? "", currency, digits, ...typed };
  }

  #topUp(event: SubmitEvent, wallet: KnownWallet): void {
    event.preventDefault();
    const draft = this.#draft(wallet, "topUp", this.typed);
    this.typed = { ...this.typed, isTried: true };
    if (!this.#isFlawed(draft)) void this.#ask(draft);
  }

  /** Whether something must be put right first; the focus goes there. */
  #isFlawed(draft: Draft): boolean {
    const [flaw] = flawsOf(draft, this.#text.language);
    if (flaw) this.#focus(`${draft.type}-${flaw}`);
    return flaw !== undefined;
  }

  async #ask(draft: Draft): Promise<void> {
    // Whether it is frozen is not known yet.
    if (draft.type === "freeze" && !this.#wallets.value) return;
    this.outcome = nothing;
    await this.#dialog.open(draft);
    this.#focus(draft.type === "reverse" || draft.type === "freeze" ? `${draft.type}-reason` : "confirm");
  }

  async #act(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { user } = this;
    const { draft } = this.#dialog;
    if (!draft || !user || draft.busy) return;
    if (this.#isFlawed(draft)) {
      this.#dialog.draft = { ...draft, isTried: true };
      return;
    }
    const action = actionOf(draft, this.#text.language);
    if (!this.dispatchEvent(new BursarAdminActionEvent(action))) return this.#dialog.drop();
    const asked = { ...draft, busy: true, error: undefined };
    this.#dialog.draft = asked;
    try {
      const line = await manageWallet(action);
      // Nobody is told of what was done by whoever used the page before.
      if (this.#dialog.draft !== asked) return;
      this.dispatchEvent(new BursarAdminDoneEvent(action, line));
      this.#finish(draft, user, line);
    } catch (error) {
      if (this.#dialog.draft === asked) this.#dialog.draft = { ...draft, error };
      this.dispatchEvent(new BursarErrorEvent(error));
    }
  }

  #finish(draft: Draft, user: UserWithBalances, line: StatementLine | null): void {
    const { messages: text, language } = this.#text;
    const money = (amount: number) => formatMoney({ ...draft, amount }, language);
    this.#dialog.drop();
    // A sentence of two directions: its parts keep their places.
    const parts = line ? [money(Math.abs(line.amount)), text?.balance(money(line.balanceAfter))] : [draft.currency];
    const told = [nameOf(user), ...parts].map((part) => html`<bdi>${part}</bdi>`);
    this.outcome = text ? html`${check} ${text[draft.type].done}: ${joined(told, text)}` : nothing;
    this.typed = { ...blank, reason: this.typed.reason };
    this.focus();
    this.renderRoot.querySelector("input")?.select();
  }

  #focus(id: string): void {
    this.renderRoot.querySelector<HTMLElement>(`#${id}`)?.focus();
  }

  /** Puts the focus into the search. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("input")?.focus(options);
  }
}
