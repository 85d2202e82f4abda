import type { StatementLine } from "@bursar/sdk";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import { BursarErrorEvent } from "../events/error.ts";
import { base } from "../internal/base.styles.ts";
import { button } from "../internal/button.styles.ts";
import { keepPlace } from "../internal/keep-place.ts";
import { loadError } from "../internal/load-error.ts";
import { Localization } from "../internal/localization.ts";
import { formatChange } from "../internal/money.ts";
import { panel } from "../internal/panel.styles.ts";
import { plural } from "../internal/plural.ts";
import { statement } from "../internal/statement.styles.ts";
import { statementList, statementSkeleton, titleOf } from "../internal/statement.ts";
import { loadTrouble } from "../internal/trouble.ts";
import { Watch } from "../internal/watch.ts";
import { messages, type TransactionsMessages } from "../locales/en/transactions.ts";
import { loadOlder, type Statement, statementQuery } from "../session/transactions.ts";
import { styles } from "./transactions.styles.ts";

/**
 * The signed-in user's statement: what came in and what went out, newest first, each with the balance it left. New
 * transactions appear on top as they happen.
 *
 * @summary The transactions of a wallet.
 * @tag bursar-transactions
 *
 * @slot signed-out - Shown instead when nobody is signed in.
 * @slot empty - Shown instead when there are no transactions yet.
 *
 * @event {BursarErrorEvent} bursar-error - The transactions could not be loaded.
 *
 * @csspart list - All transactions.
 * @csspart line - One of them.
 * @csspart status - That it is pending, cancelled or reversed.
 * @csspart amount - What came in or went out.
 * @csspart skeleton - What stands in while they are loading.
 * @csspart message - What is said when there are none to show.
 * @csspart more - The button that shows older ones.
 * @csspart retry - The button that loads again after an error.
 *
 * @cssproperty --bursar-accent - The colour of what has the focus.
 * @cssproperty --bursar-danger - The colour of trouble.
 * @cssproperty --bursar-radius - How round the corners are.
 */
export class BursarTransactions extends LitElement {
  static override styles = [base, button, panel, statement, styles];

  /** The currency, such as `UNIT`. Without it, that of the user's first wallet. */
  @property() currency?: string;

  @state() private older: { busy?: boolean; error?: unknown } = {};
  @state() private announcement = "";

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/transactions.ts")).messages,
  });
  readonly #statement = new Watch(this, () => statementQuery(this.#of));
  #shown: Statement | undefined;
  #keepPlace = () => {};
  #stoodOnMore = false;

  get #of() {
    return { currency: this.currency || undefined };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("currency") || this.#statement.state.status !== "ready") this.older = {};
    const news = this.#news();
    const text = this.#text.messages;
    if (news[0] && text) this.announcement = `${titleOf(news[0], text)} ${formatChange(news[0], this.#text.language)}`;
    this.#stoodOnMore = this.shadowRoot?.activeElement?.matches("[part=more]") ?? false;
    this.#keepPlace = keepPlace(this.shadowRoot?.querySelector("li"));
  }

  /** What has come on top of what is shown. */
  #news(): StatementLine[] {
    const { lines = [], currency } = this.#statement.value ?? {};
    const known = this.#shown?.lines.map(({ id }) => id);
    if (!known || currency !== this.#shown?.currency) return [];
    const count = lines.findIndex(({ id }) => known.includes(id));
    return lines.slice(0, Math.max(0, known.length ? count : lines.length));
  }

  protected override render() {
    const text = this.#text.messages;
    const { status } = this.#statement.state;
    return html`<div class="base" data-state=${text ? status : "loading"}>
      ${text ? this.#content(text) : statementSkeleton(3)}
      <span class="spoken" role="status">${this.announcement}</span>
    </div>`;
  }

  #content(text: TransactionsMessages) {
    const { state } = this.#statement;
    switch (state.status) {
      case "loading":
        return html`<span class="spoken">${text.loading}</span>${statementSkeleton(3)}`;
      case "signed-out":
        return html`<slot name="signed-out"><p class="message" part="message">${text.signedOut}</p></slot>`;
      case "error":
        return loadError(text, this.#statement);
      case "ready":
        if (!state.value?.lines.length)
          return html`<slot name="empty"><p class="message" part="message">${text.empty}</p></slot>`;
        return html`
          ${statementList(state.value.lines, { text, language: this.#text.language }, text.title)}
          ${state.value.nextCursor ? this.#more(text) : nothing}
        `;
    }
  }

  #more(text: TransactionsMessages) {
    const { busy, error } = this.older;
    // Not `disabled`: it would lose the focus.
    return html`<div class="foot">
      ${error ? html`<span class="bad" id="trouble">${loadTrouble(text)}</span>` : nothing}
      <button
        class="button outline"
        part="more"
        type="button"
        aria-describedby=${error ? "trouble" : nothing}
        aria-busy=${busy ? "true" : "false"}
        @click=${this.#showMore}
      ><span>${error ? text.retry : text.more}</span>${busy ? html`<span class="spinner"></span>` : nothing}</button>
    </div>`;
  }

  async #showMore(): Promise<void> {
    if (this.older.busy) return;
    const { currency } = this;
    const { length } = this.#statement.value?.lines ?? [];
    this.older = { busy: true };
    try {
      await loadOlder(this.#of);
    } catch (error) {
      if (currency === this.currency) this.older = { error };
      this.dispatchEvent(new BursarErrorEvent(error));
      return;
    }
    if (currency !== this.currency) return;
    this.older = {};
    await this.updateComplete;
    const count = (this.#statement.value?.lines.length ?? 0) - length;
    const text = this.#text.messages;
    if (text) this.announcement = plural(text.shown, count, this.#text.language);
  }

  protected override updated(): void {
    this.#keepPlace();
    const rows = [...this.renderRoot.querySelectorAll("li")];
    const news = this.#news();
    const { length = 0 } = this.#shown?.lines ?? {};
    this.#shown = this.#statement.value ?? undefined;
    // With the last page the button goes. Whoever stood on it reads on from there.
    if (this.#stoodOnMore && !this.renderRoot.querySelector("[part=more]"))
      rows[length + news.length]?.focus({ preventScroll: true });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    // Draws the eye to what has come by itself.
    for (const row of rows.slice(0, news.length))
      row.animate({ opacity: [0.25, 1] }, { duration: 500, easing: "ease-out" });
  }
}
