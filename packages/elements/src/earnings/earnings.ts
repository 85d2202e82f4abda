import type { Earnings } from "@bursar/sdk";
import { html, LitElement, nothing } from "lit";
import { state } from "lit/decorators.js";
import { BursarErrorEvent } from "../events/error.ts";
import { base } from "../internal/base.styles.ts";
import { button } from "../internal/button.styles.ts";
import { formatDay } from "../internal/dates.ts";
import { Localization } from "../internal/localization.ts";
import { formatMoney } from "../internal/money.ts";
import { panel } from "../internal/panel.styles.ts";
import { panelContent } from "../internal/panel.ts";
import { statement } from "../internal/statement.styles.ts";
import { statementSkeleton } from "../internal/statement.ts";
import { loadTrouble } from "../internal/trouble.ts";
import { untilItComes } from "../internal/until-it-comes.ts";
import { Watch } from "../internal/watch.ts";
import { type EarningsMessages, messages } from "../locales/en/earnings.ts";
import { earningsQuery } from "../session/earnings.ts";
import { styles } from "./earnings.styles.ts";
import type { EarningsHistory } from "./history.ts";
import type { Withdrawal } from "./withdrawal.ts";

/**
 * What the signed-in user has earned by teaching: what can be withdrawn, what is maturing, waits in escrow, is on its way or
 * was paid, and what is owed; with a form that asks for a payout, the statement, and what became of each payout. Live.
 *
 * @summary The earnings of a payee.
 * @tag bursar-earnings
 *
 * @slot signed-out - Shown instead when nobody is signed in.
 * @slot empty - Shown instead when nothing was ever earned.
 *
 * @event {BursarPayoutEvent} bursar-payout - A payout is about to be asked for; cancelable.
 * @event {BursarPayoutRequestedEvent} bursar-payout-requested - A payout was asked for.
 * @event {BursarErrorEvent} bursar-error - The earnings could not be loaded, or a payout was refused or failed.
 *
 * @csspart earnings - What was earned in one currency.
 * @csspart available - What can be withdrawn now.
 * @csspart withdraw - The button that opens the form.
 * @csspart fact - An amount with its term.
 * @csspart owed - What is owed, with its term.
 * @csspart form - What asks for a payout.
 * @csspart field - A field of it.
 * @csspart submit - The button that asks for the payout.
 * @csspart cancel - The button that closes the form.
 * @csspart outcome - What came of it.
 * @csspart currency - The choice whose statement is shown, when there are several.
 * @csspart list - The statement, and the payouts.
 * @csspart line - One line of the statement.
 * @csspart payout - One of the payouts.
 * @csspart status - What became of it.
 * @csspart amount - What came in or went out.
 * @csspart more - The button that shows older ones.
 * @csspart skeleton - What stands in while it is loading.
 * @csspart message - What is said when there is nothing to show.
 * @csspart retry - The button that loads again after an error.
 *
 * @cssproperty --bursar-accent - The colour of what can be pressed.
 * @cssproperty --bursar-on-accent - The colour of what stands on it; black or white by default, whichever reads better.
 * @cssproperty --bursar-danger - The colour of trouble, and of what is owed.
 * @cssproperty --bursar-radius - How round the corners are.
 */
export class BursarEarnings extends LitElement {
  static override styles = [base, button, panel, statement, styles];

  @state() private trouble = "";

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/earnings.ts")).messages,
  });
  readonly #earnings = new Watch(
    this,
    () => earningsQuery,
    () => {
      this.trouble = "";
      this.#withdrawal?.forget();
    },
  );
  /** What happened, and the form: both come after what one wants to know first. */
  #history: EarningsHistory | undefined;
  #isHistoryAsked = false;
  #withdrawal: Withdrawal | undefined;

  /** Asks for a payout, in minor units, without another `bursar-payout` event. */
  async withdraw(currency: string, amount: number, destination: string): Promise<void> {
    const withdrawal = await this.#load();
    await withdrawal?.ask({ currency, amount, destination }, this.#earnings.value ?? []);
  }

  protected override render() {
    const text = this.#text.messages;
    const content = panelContent(this.#earnings, text, skeleton, (all, text) => this.#content(all, text));
    return html`<div class="base" data-state=${text ? this.#earnings.state.status : "loading"}>${content}</div>`;
  }

  #content(all: Earnings[], text: EarningsMessages) {
    if (!all.length) return html`<slot name="empty"><p class="message" part="message">${text.empty}</p></slot>`;
    const outcome = this.#withdrawal?.outcome;
    return html`
      <div class="cards">${all.map((earnings) => this.#card(earnings, text))}</div>
      <p class="outcome ${this.trouble || outcome?.isBad ? "bad" : ""}" part="outcome" role="status">${this.trouble || outcome?.told}</p>
      ${this.#history?.render() ?? history}
    `;
  }

  #card(earnings: Earnings, text: EarningsMessages) {
    const { language } = this.#text;
    const { currency, available, payoutMinimum, nextAvailableAt, maturing, held, underWay, paid, owed } = earnings;
    const money = (amount: number) => formatMoney({ ...earnings, amount }, language);
    const form = this.#withdrawal?.render(earnings);
    const isEnough = available > 0 && available >= payoutMinimum;
    const next = nextAvailableAt && text.next(formatDay(nextAvailableAt, language));
    return html`<section class="card" part="earnings" tabindex="-1" data-currency=${currency} aria-label=${text.title(currency)}>
      <div class="head row">
        <span class="what">
          <span class="detail">${text.available}</span>
          <span class="available money" part="available">${money(available)}</span>
        </span>
        ${
          isEnough && !form
            ? html`<button class="button accent" part="withdraw" type="button" @click=${() => this.#open(earnings)}>${text.withdraw}</button>`
            : nothing
        }
        <span class="note detail">${payoutMinimum && !form ? text.least(money(payoutMinimum)) : nothing}</span>
      </div>
      ${form}
      <dl class="facts">
        ${fact(text.maturing, money(maturing), maturing ? next : null)}
        ${fact(text.held, money(held), held ? text.heldNote : null)}
        ${fact(text.underWay, money(underWay))} ${fact(text.paid, money(paid))}
        ${owed ? fact(text.owed, money(owed), text.owedNote, "owed") : nothing}
      </dl>
    </section>`;
  }

  async #open(earnings: Earnings): Promise<void> {
    const withdrawal = await this.#load();
    await withdrawal?.open(earnings);
  }

  /** The form, when its code comes. */
  async #load(): Promise<Withdrawal | undefined> {
    try {
      const { Withdrawal } = await import("./withdrawal.ts");
      this.trouble = "";
      this.#withdrawal ??= new Withdrawal(this);
    } catch (error) {
      this.trouble = loadTrouble(this.#text.messages ?? messages);
      this.dispatchEvent(new BursarErrorEvent(error));
    }
    return this.#withdrawal;
  }

  protected override updated(): void {
    if (this.#earnings.value?.length) void this.#loadHistory();
  }

  async #loadHistory(): Promise<void> {
    if (this.#isHistoryAsked) return;
    this.#isHistoryAsked = true;
    const { EarningsHistory } = await untilItComes("the statement", () => import("./history.ts"));
    this.#history = new EarningsHistory(this, () => this.#earnings.value ?? []);
    this.requestUpdate();
  }
}

const fact = (term: string, amount: string, note?: string | null, part = "fact") =>
  html`<div class="fact ${part}" part=${part}>
    <dt class="detail">${term}</dt>
    <dd class="amount money">${amount}</dd>
    ${note ? html`<dd class="detail">${note}</dd>` : nothing}
  </div>`;

const history = html`<strong class="heading">&nbsp;</strong>${statementSkeleton(3)}<strong class="heading">&nbsp;</strong>${statementSkeleton(1)}`;

const skeleton = html`<div class="cards">
    <div class="card" part="skeleton">
      <div class="head row">
        <span class="what"><span class="detail">&nbsp;</span><span class="available skeleton"></span></span>
        <span class="note detail"></span>
      </div>
      <div class="facts">${[1, 2, 3, 4].map(() => html`<div class="fact"><span class="skeleton bar"></span></div>`)}</div>
    </div>
  </div>
  <p class="outcome"></p>
  ${history}`;
