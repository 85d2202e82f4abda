import type { Earnings, Payout } from "@bursar/sdk";
import { html, type LitElement, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { formatDay, formatTime } from "../internal/dates.ts";
import { joined } from "../internal/joined.ts";
import { loadError } from "../internal/load-error.ts";
import { Localization } from "../internal/localization.ts";
import { formatChange, formatMoney } from "../internal/money.ts";
import { More } from "../internal/more.ts";
import { incoming, outgoing, statementSkeleton } from "../internal/statement.ts";
import { Watch } from "../internal/watch.ts";
import { type EarningsHistoryMessages, messages } from "../locales/en/earnings-history.ts";
import { type EarningsLineOf, earningsLinesQuery, myPayoutsQuery } from "../session/my-payouts.ts";
import type { Pages } from "../session/pages.ts";

/** What happened to earnings, and what became of payouts. */
export class EarningsHistory {
  readonly #host: LitElement;
  readonly #all: () => Earnings[];
  readonly #words: Localization<EarningsHistoryMessages>;
  /** Whose statement somebody has chosen. */
  #currency: string | undefined;
  readonly #statement: Watch<Pages<EarningsLineOf>>;
  readonly #payouts: Watch<Pages<Payout>>;
  readonly #moreLines: More;
  readonly #morePayouts: More;

  constructor(host: LitElement, all: () => Earnings[]) {
    this.#host = host;
    this.#all = all;
    this.#words = new Localization(host, {
      en: messages,
      ar: async () => (await import("../locales/ar/earnings-history.ts")).messages,
    });
    this.#statement = new Watch(
      host,
      () => (this.#chosen ? earningsLinesQuery(this.#chosen.currency) : null),
      () => {
        this.#currency = undefined;
        this.#moreLines.reset();
        this.#morePayouts.reset();
      },
    );
    this.#payouts = new Watch(host, () => myPayoutsQuery);
    const items = (part: string) => () => host.renderRoot.querySelectorAll<HTMLElement>(`[part=${part}]`);
    this.#moreLines = new More(host, {
      load: async () => this.#chosen && earningsLinesQuery(this.#chosen.currency).loadOlder(),
      items: items("line"),
    });
    this.#morePayouts = new More(host, { load: () => myPayoutsQuery.loadOlder(), items: items("payout") });
  }

  get #chosen(): Earnings | undefined {
    return this.#all().find(({ currency }) => currency === this.#currency) ?? this.#all()[0];
  }

  render(): TemplateResult {
    const text = this.#words.messages;
    const all = this.#all();
    const chosen = this.#chosen;
    const label = (id: "statement" | "payouts") =>
      html`<strong class="heading" id=${id}>${text?.[id] ?? "\u00a0"}</strong>`;
    if (!text || !chosen)
      return html`${label("statement")}${statementSkeleton(3)}${label("payouts")}${statementSkeleton(1)}`;
    return html`
      ${all.length > 1 ? html`<div class="row">${label("statement")} ${this.#choice(all, chosen, text)}</div>` : label("statement")}
      ${this.#list(this.#statement, text, "statement", text.nothing, this.#moreLines, (line) => this.#line(line, chosen, text))}
      ${label("payouts")}
      ${this.#list(this.#payouts, text, "payouts", text.noPayouts, this.#morePayouts, (payout) => this.#payout(payout, text))}
    `;
  }

  #choice(all: Earnings[], chosen: Earnings, text: EarningsHistoryMessages): TemplateResult {
    return html`<select
      class="choice"
      part="currency"
      aria-label=${text.currency}
      @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}
    >${all.map(({ currency }) => html`<option .selected=${currency === chosen.currency}>${currency}</option>`)}</select>`;
  }

  #choose(currency: string): void {
    this.#currency = currency;
    this.#moreLines.reset();
    this.#host.requestUpdate();
  }

  #list<T extends { id: string }>(
    watch: Watch<Pages<T>>,
    text: EarningsHistoryMessages,
    label: string,
    empty: string,
    more: More,
    row: (item: T) => TemplateResult,
  ): TemplateResult {
    if (watch.state.status === "error") return loadError(text, watch);
    if (!watch.value) return statementSkeleton(label === "payouts" ? 1 : 3);
    const { items, nextCursor } = watch.value;
    if (!items.length) return html`<p class="message" part="message">${empty}</p>`;
    return html`
      <ul class="lines" role="list" part="list" aria-labelledby=${label}>${repeat(items, ({ id }) => id, row)}</ul>
      ${more.render(nextCursor !== null, text, this.#words.language)}
    `;
  }

  #line(line: EarningsLineOf, { nextAvailableAt }: Earnings, text: EarningsHistoryMessages): TemplateResult {
    const { language } = this.#words;
    const { amount, type, availableAt, session, reason } = line;
    const isPayout = type.startsWith("payout");
    const about = session?.title ?? (isPayout ? null : line.reference);
    // By the API's clock: nothing that matures is available before what is next.
    const isMaturing = availableAt && nextAvailableAt && availableAt >= nextAvailableAt;
    const details = [
      time(line.createdAt, language),
      ...[about, reason && !isPayout ? (text.reasons[reason] ?? reason) : reason].flatMap((detail) =>
        detail ? html`<bdi>${detail}</bdi>` : [],
      ),
      ...(isMaturing && amount > 0 ? [text.from(formatDay(availableAt, language))] : []),
    ];
    return html`<li class="line" part="line" tabindex="-1">
      <span class="mark">${amount < 0 ? outgoing : incoming}</span>
      <span class="what"><span class="title">${text.types[type] ?? type}</span><span class="detail">${joined(details, text)}</span></span>
      <span class="sums">
        <span class="spoken">${amount < 0 ? text.taken : text.received}</span>
        <span class="amount" part="amount">${formatChange(line, language)}</span>
        <span class="detail after">${text.balance(formatMoney({ ...line, amount: line.balanceAfter }, language))}</span>
      </span>
    </li>`;
  }

  #payout(payout: Payout, text: EarningsHistoryMessages): TemplateResult {
    const { language } = this.#words;
    const { status, createdAt, destination, reason } = payout;
    const isOver = status === "failed" || status === "rejected";
    const details = [
      time(createdAt, language),
      html`<bdi>${destination}</bdi>`,
      ...(reason ? [html`<bdi>${reason}</bdi>`] : []),
    ];
    return html`<li class="line ${isOver ? "over" : ""}" part="payout" tabindex="-1">
      <span class="mark">${outgoing}</span>
      <span class="what">
        <span class="title">${text.payout} <span class="status" part="status">${text.statuses[status] ?? status}</span></span>
        <span class="detail">${joined(details, text)}</span>
      </span>
      <span class="sums"><span class="amount" part="amount">${formatMoney(payout, language)}</span></span>
    </li>`;
  }
}

const time = (instant: string, language: string): TemplateResult =>
  html`<time datetime=${instant}>${formatTime(instant, language)}</time>`;
