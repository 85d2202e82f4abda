import { isBursarError, type Receipt } from "@bursar/sdk";
import { html, LitElement, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { BursarErrorEvent } from "../events/error.ts";
import { base } from "../internal/base.styles.ts";
import { button } from "../internal/button.styles.ts";
import { Localization } from "../internal/localization.ts";
import { panel } from "../internal/panel.styles.ts";
import { panelContent } from "../internal/panel.ts";
import { loadTrouble } from "../internal/trouble.ts";
import { Watch } from "../internal/watch.ts";
import { messages, type ReceiptMessages } from "../locales/en/receipt.ts";
import { receiptQuery } from "../session/receipts.ts";
import { type Told, tell } from "./facts.ts";
import { styles } from "./receipt.styles.ts";

/**
 * The receipt of one of the signed-in user's transactions: what it was for, who did it, what it took from which part of the
 * wallet, and what has been given back. It can be printed by itself, whatever else is on the page, and saved as a file.
 *
 * @summary The receipt of a transaction.
 * @tag bursar-receipt
 *
 * @slot signed-out - Shown instead when nobody is signed in.
 * @slot missing - Shown instead when there is no such transaction, or it is somebody else's.
 *
 * @event {BursarErrorEvent} bursar-error - The receipt could not be loaded, printed or saved.
 *
 * @csspart receipt - All of it.
 * @csspart issuer - Who it is from.
 * @csspart title - What it is the receipt of.
 * @csspart status - Whether it is completed, pending, cancelled or reversed.
 * @csspart amount - What came in or went out.
 * @csspart fact - A fact with its term.
 * @csspart reversal - One time that part of it was given back.
 * @csspart print - The button that prints it.
 * @csspart download - The button that saves it as a file.
 * @csspart skeleton - What stands in while it is loading.
 * @csspart message - What is said when there is none to show.
 * @csspart retry - The button that loads again after an error.
 *
 * @cssproperty --bursar-accent - The colour of what has the focus.
 * @cssproperty --bursar-danger - The colour of trouble.
 * @cssproperty --bursar-radius - How round the corners are.
 */
export class BursarReceipt extends LitElement {
  static override styles = [base, button, panel, styles];

  /** The transaction's id, `txn_…`. */
  @property() transaction?: string;

  @state() private note = "";
  @state() private isBad = false;

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/receipt.ts")).messages,
  });
  readonly #receipt = new Watch(this, () => (this.transaction ? receiptQuery(this.transaction) : null));

  get #isMissing(): boolean {
    const { state } = this.#receipt;
    if (!this.transaction) return true;
    // What is no id at all is refused as such.
    return state.status === "error" && isBursarError(state.error) && [400, 404].includes(state.error.status ?? 0);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("transaction")) return;
    this.note = "";
    this.isBad = false;
  }

  protected override render() {
    const text = this.#text.messages;
    const state = this.#isMissing ? "missing" : this.#receipt.state.status;
    const content =
      text && this.#isMissing
        ? html`<slot name="missing"><p class="message" part="message">${text.missing}</p></slot>`
        : panelContent(this.#receipt, text, skeleton, (receipt, text) => this.#card(receipt, text));
    return html`<div class="base" data-state=${text ? state : "loading"}>${content}</div>`;
  }

  #card(receipt: Receipt, text: ReceiptMessages) {
    const told = tell(receipt, text, this.#text.language);
    return html`<section class="card" part="receipt" aria-label=${`${text.receipt}: ${told.title}`}>
      <div class="head">
        <span class="row">
          <span class="muted" part="issuer"><bdi>${told.issuer}</bdi></span>
          <span class="status" part="status">${told.status}</span>
        </span>
        <span class="title" part="title">${told.title}</span>
        <span class="amount money" part="amount">${told.amount}</span>
      </div>
      <dl class="facts">${told.facts.map(fact)}</dl>
      ${told.reversals.length ? reversals(told, text) : nothing}
      <div class="foot">
        <span class="note ${this.isBad ? "bad" : "muted"}" role="status">${this.note}</span>
        <button class="button outline" part="download" type="button" @click=${() => this.#act("download", told, text)}>${text.download}</button>
        <button class="button outline" part="print" type="button" @click=${() => this.#act("print", told, text)}>${text.print}</button>
      </div>
    </section>`;
  }

  async #act(what: "print" | "download", told: Told, text: ReceiptMessages): Promise<void> {
    this.note = "";
    try {
      // Most people only look.
      const paper = await import("./paper.ts");
      const { language } = this.#text;
      const dir = this.matches(":dir(rtl)") ? "rtl" : "ltr";
      paper[what](told, { text, language, dir }, this.renderRoot as ShadowRoot);
      this.isBad = false;
      if (what === "download") this.note = text.saved;
    } catch (error) {
      this.isBad = true;
      this.note = loadTrouble(text);
      this.dispatchEvent(new BursarErrorEvent(error));
    }
  }
}

const fact = ([term, value, kind]: Told["facts"][number]) =>
  html`<div class="fact" part="fact"><dt>${term}</dt><dd class=${kind ?? ""}><bdi>${value}</bdi></dd></div>`;

const reversals = ({ reversals, remaining }: Told, text: ReceiptMessages) => html`<div class="back">
  <span class="term" id="back">${text.givenBack}</span>
  <ul class="reversals" role="list" aria-labelledby="back">
    ${reversals.map(
      ({ id, time, amount, reason }) => html`<li class="reversal" part="reversal">
        <span class="row"><span>${time}</span><span class="money">${amount}</span></span>
        ${reason ? html`<bdi class="muted">${reason}</bdi>` : nothing}
        <bdi class="muted id">${id}</bdi>
      </li>`,
    )}
  </ul>
  <span class="money">${remaining}</span>
</div>`;

const skeleton = html`<div class="card" part="skeleton">
  <div class="head">
    <span class="row"><span class="skeleton bar"></span></span>
    <span class="skeleton bar"></span>
    <span class="skeleton bar large"></span>
  </div>
  <div class="facts">${[1, 2, 3, 4, 5, 6].map(() => html`<div class="fact"><span class="skeleton bar"></span></div>`)}</div>
</div>`;
