import type { StatementLine } from "@bursar/sdk";
import { html, LitElement, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import { base } from "../internal/base.styles.ts";
import { button } from "../internal/button.styles.ts";
import { keepPlace } from "../internal/keep-place.ts";
import { Localization } from "../internal/localization.ts";
import { formatChange } from "../internal/money.ts";
import { More } from "../internal/more.ts";
import { panel } from "../internal/panel.styles.ts";
import { panelContent } from "../internal/panel.ts";
import { statement } from "../internal/statement.styles.ts";
import { statementList, statementSkeleton, titleOf } from "../internal/statement.ts";
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
 * @csspart receipt - The link to its receipt.
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

  /**
   * Where a transaction leads: to the page with its `<bursar-receipt>`. `{transaction}` in it stands for the id. Without it,
   * there is no link.
   *
   * @example /receipts/{transaction}
   */
  @property({ attribute: "receipt-href" }) receiptHref?: string;

  @state() private announcement = "";

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/transactions.ts")).messages,
  });
  readonly #statement = new Watch(this, () => statementQuery(this.#of));
  readonly #more = new More(this, {
    load: () => loadOlder(this.#of),
    items: () => this.renderRoot.querySelectorAll<HTMLElement>("[part=line]"),
  });
  #shown: Statement | undefined;
  #keepPlace = () => {};

  get #of() {
    return { currency: this.currency || undefined };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("currency") || this.#statement.state.status !== "ready") this.#more.reset();
    const news = this.#news();
    const text = this.#text.messages;
    if (news[0] && text) this.announcement = `${titleOf(news[0], text)} ${formatChange(news[0], this.#text.language)}`;
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
    const content = panelContent(this.#statement, text, statementSkeleton(3), (value, text) =>
      this.#content(value, text),
    );
    return html`<div class="base" data-state=${text ? this.#statement.state.status : "loading"}>
      ${content}
      <span class="spoken" role="status">${this.announcement}</span>
    </div>`;
  }

  #content(statement: Statement | null, text: TransactionsMessages) {
    if (!statement?.lines.length)
      return html`<slot name="empty"><p class="message" part="message">${text.empty}</p></slot>`;
    const { language } = this.#text;
    return html`
      ${statementList(statement.lines, { text, language }, text.title, { receiptHref: this.receiptHref })}
      ${this.#more.render(statement.nextCursor !== null, text, language)}
    `;
  }

  protected override updated(): void {
    this.#keepPlace();
    const rows = [...this.renderRoot.querySelectorAll("li")];
    const news = this.#news();
    this.#shown = this.#statement.value ?? undefined;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    // Draws the eye to what has come by itself.
    for (const row of rows.slice(0, news.length))
      row.animate({ opacity: [0.25, 1] }, { duration: 500, easing: "ease-out" });
  }
}
