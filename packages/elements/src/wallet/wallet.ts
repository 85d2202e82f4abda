import type { Lot } from "@bursar/sdk";
import { html, LitElement, nothing } from "lit";
import { property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { base } from "../internal/base.styles.ts";
import { button } from "../internal/button.styles.ts";
import { joined } from "../internal/joined.ts";
import { Localization } from "../internal/localization.ts";
import { formatMoney } from "../internal/money.ts";
import { panel } from "../internal/panel.styles.ts";
import { panelContent } from "../internal/panel.ts";
import { safeUrl } from "../internal/safe-url.ts";
import { statement } from "../internal/statement.styles.ts";
import { statementList, statementSkeleton } from "../internal/statement.ts";
import { Watch } from "../internal/watch.ts";
import { messages, type WalletMessages } from "../locales/en/wallet.ts";
import { type RecentWallet, walletsQuery } from "../session/wallets.ts";
import { styles } from "./wallet.styles.ts";

/**
 * What the signed-in user can spend, which part of it can be refunded or ends soon, and the latest transactions; live.
 *
 * @summary The wallets of the user.
 * @tag bursar-wallet
 *
 * @slot top-up - In place of the first wallet's link to where it can be topped up.
 * @slot signed-out - Shown instead when nobody is signed in.
 * @slot empty - Shown in place of the transactions of a wallet in which nothing has happened yet.
 *
 * @event {BursarErrorEvent} bursar-error - The wallets could not be loaded.
 *
 * @csspart wallet - One wallet.
 * @csspart balance - The amount that can be spent.
 * @csspart note - What is to be known about it: refundable, ending, frozen.
 * @csspart top-up - The link to where it can be topped up.
 * @csspart list - The latest transactions.
 * @csspart line - One of them.
 * @csspart status - That it is pending, cancelled or reversed.
 * @csspart receipt - The link to its receipt.
 * @csspart amount - What came in or went out.
 * @csspart skeleton - What stands in while the wallets are loading.
 * @csspart message - What is said when there are none to show.
 * @csspart retry - The button that loads again after an error.
 *
 * @cssproperty --bursar-accent - The colour of what can be pressed.
 * @cssproperty --bursar-on-accent - The colour of what stands on it; black or white by default, whichever reads better.
 * @cssproperty --bursar-danger - The colour of trouble.
 * @cssproperty --bursar-radius - How round the corners are.
 */
export class BursarWallet extends LitElement {
  static override styles = [base, button, panel, statement, styles];

  /** The currency, such as `UNIT`. Without it, all that the user has used. */
  @property() currency?: string;

  /** Where "Top up" leads; the wallet's currency is added to it as `currency`. Without it, there is no link. */
  @property({ attribute: "top-up-href" }) topUpHref?: string;

  /**
   * Where a transaction leads: to the page with its `<bursar-receipt>`. `{transaction}` in it stands for the id. Without it,
   * there is no link.
   *
   * @example /receipts/{transaction}
   */
  @property({ attribute: "receipt-href" }) receiptHref?: string;

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/wallet.ts")).messages,
  });
  readonly #wallets = new Watch(this, () => walletsQuery(this.currency || undefined));

  protected override render() {
    const text = this.#text.messages;
    const content = panelContent(this.#wallets, text, skeleton, (wallets, text) =>
      repeat(
        inUse(wallets),
        ({ currency }) => currency,
        (wallet, place) => this.#wallet(wallet, place, text),
      ),
    );
    return html`<div class="base" data-state=${text ? this.#wallets.state.status : "loading"}>${content}</div>`;
  }

  #wallet(wallet: RecentWallet, place: number, text: WalletMessages) {
    const { language } = this.#text;
    const link = this.#topUp(wallet.currency, text);
    return html`<section class="card" part="wallet" aria-label=${text.title(wallet.currency)}>
      <div class="head row">
        <span class="balance" part="balance">${formatMoney({ ...wallet, amount: wallet.balance }, language)}</span>
        ${place === 0 ? html`<slot name="top-up">${link}</slot>` : link}
        <div class="notes">
          ${joined(
            notesOn(wallet, text, language).map((note) => html`<span class="note" part="note">${note}</span>`),
            text,
          )}
        </div>
      </div>
      ${
        wallet.lines.length
          ? statementList(wallet.lines, { text, language }, text.recent, { receiptHref: this.receiptHref })
          : html`<div class="nothing"><slot name="empty">${text.empty}</slot></div>`
      }
    </section>`;
  }

  #topUp(currency: string, text: WalletMessages) {
    const href = safeUrl(this.topUpHref);
    if (!href) return nothing;
    const url = new URL(href);
    url.searchParams.set("currency", currency);
    return html`<a class="button accent" part="top-up" href=${url.href}>${text.topUp}</a>`;
  }
}

/** A tenant has currencies that this user may never meet; but somebody new sees that there is a wallet. */
function inUse(wallets: RecentWallet[]): RecentWallet[] {
  const used = wallets.filter(({ balance, lines }) => balance || lines.length);
  return used.length ? used : wallets.slice(0, 1);
}

function notesOn(wallet: RecentWallet, text: WalletMessages, language: string): string[] {
  const money = (amount: number) => formatMoney({ ...wallet, amount }, language);
  const notes: string[] = [];
  if (wallet.frozen) notes.push(text.frozenNote);
  if (wallet.balance < 0) notes.push(text.debtNote);
  if (wallet.promotional > 0) notes.push(text.promotional(money(wallet.promotional)));
  if (wallet.refundable > 0) notes.push(text.refundable(money(wallet.refundable)));
  const ending = endingSoon(wallet);
  if (ending) notes.push(text.expires(money(ending.amount), formatDay(ending.lastInstant, language)));
  return notes;
}

const soonMs = 30 * 24 * 60 * 60 * 1000;

/** What ends first, if that is within 30 days; by the API's clock, since a device's may be wrong. */
function endingSoon({ lots, asOf }: RecentWallet): { amount: number; lastInstant: number } | null {
  const ends = (lot: Lot) => (lot.expiresAt && lot.amount > 0 ? Date.parse(lot.expiresAt) : Number.POSITIVE_INFINITY);
  const first = Math.min(...lots.map(ends));
  if (first - Date.parse(asOf) > soonMs) return null;
  const amount = lots.filter((lot) => ends(lot) === first).reduce((sum, lot) => sum + lot.amount, 0);
  // At the instant of expiry it is over: what ends at midnight can be spent on the day before.
  return { amount, lastInstant: first - 1 };
}

const formatDay = (instant: number, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(instant);

const skeleton = html`<div class="card">
  <div class="head row"><span class="balance skeleton" part="skeleton"></span><div class="notes"></div></div>
  ${statementSkeleton(3)}
</div>`;
