import { type Earnings, isBursarError } from "@bursar/sdk";
import { html, type LitElement, nothing, type TemplateResult } from "lit";
import { BursarErrorEvent } from "../events/error.ts";
import { BursarPayoutEvent } from "../events/payout.ts";
import { BursarPayoutRequestedEvent } from "../events/payout-requested.ts";
import { actTrouble } from "../internal/act-trouble.ts";
import { field } from "../internal/field.styles.ts";
import { input } from "../internal/input.styles.ts";
import { Localization } from "../internal/localization.ts";
import { formatMoney, formatNumber } from "../internal/money.ts";
import { parseAmount } from "../internal/parse-amount.ts";
import { textField } from "../internal/text-field.ts";
import { messages, type WithdrawalMessages } from "../locales/en/withdrawal.ts";
import { type PayoutWish, requestPayout } from "../session/my-payouts.ts";

interface Draft {
  currency: string;
  amount: string;
  destination: string;
  /** It was to be sent with flaws: before that, nobody is told of what they have not typed yet. */
  isTried?: boolean;
  busy?: boolean;
  error?: unknown;
}

type Host = LitElement & { withdraw: (currency: string, amount: number, destination: string) => Promise<void> };

/** The form that asks for a payout, and what came of it. */
export class Withdrawal {
  readonly #host: Host;
  readonly #words: Localization<WithdrawalMessages>;
  #draft: Draft | undefined;
  #busy: Promise<unknown> | undefined;
  outcome: { told: string; isBad: boolean } | undefined;

  constructor(host: Host) {
    this.#host = host;
    this.#words = new Localization(host, {
      en: messages,
      ar: async () => (await import("../locales/ar/withdrawal.ts")).messages,
    });
    const root = host.renderRoot as ShadowRoot;
    const sheets = [input, field].flatMap(({ styleSheet }) => styleSheet ?? []);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...sheets];
  }

  async open({ currency, digits, available }: Earnings): Promise<void> {
    await this.#words.loaded;
    const amount = formatNumber({ amount: available, digits }, this.#words.language);
    this.#change({ currency, amount, destination: this.#draft?.destination ?? "" });
    await this.#focus("amount");
  }

  /** Somebody else may be signed in. */
  forget(): void {
    this.#draft = undefined;
    this.#busy = undefined;
    this.outcome = undefined;
  }

  /** Nothing when it is not asked for in this currency. */
  render(earnings: Earnings): TemplateResult | undefined {
    const text = this.#words.messages;
    const draft = this.#draft;
    if (!text || draft?.currency !== earnings.currency) return undefined;
    const flaws = this.#flaws(draft, earnings, text);
    const { available, payoutMinimum: minimum } = earnings;
    const [least, most] = [minimum, available].map((amount) => this.#money(earnings, amount)) as [string, string];
    return html`<form class="form" part="form" novalidate @submit=${(event: SubmitEvent) => this.#submit(event, earnings)}>
      ${textField({
        id: "amount",
        label: html`${text.amount} <span class="detail">${earnings.currency}</span>`,
        value: draft.amount,
        lengthMax: 40,
        inputMode: earnings.digits ? "decimal" : "numeric",
        hint: minimum ? text.range(least, most) : text.upTo(most),
        flaw: flaws.amount,
        onInput: (amount) => this.#type({ amount }),
      })}
      ${textField({
        id: "destination",
        label: text.destination,
        value: draft.destination,
        // What the API takes at most.
        lengthMax: 200,
        hint: text.destinationHint,
        flaw: flaws.destination,
        onInput: (destination) => this.#type({ destination }),
      })}
      <p class="bad" role="alert">${flaws.other}</p>
      <div class="acts">
        <button class="button accent" part="submit" aria-busy=${Boolean(draft.busy)}>
          <span>${text.submit}</span>${draft.busy ? html`<span class="spinner"></span>` : nothing}
        </button>
        <button class="button outline" part="cancel" type="button" aria-disabled=${Boolean(draft.busy)} @click=${() => this.#close()}>${text.cancel}</button>
      </div>
    </form>`;
  }

  /** Asks once, however often it is pressed. */
  async ask(wish: PayoutWish, all: Earnings[]): Promise<void> {
    await this.#words.loaded;
    if (this.#busy) return;
    const earnings = all.find(({ currency }) => currency === wish.currency);
    const draft = this.#draft?.currency === wish.currency ? this.#draft : undefined;
    if (draft) this.#change({ ...draft, busy: true, error: undefined });
    const asked = requestPayout(wish);
    this.#busy = asked;
    try {
      const payout = await asked;
      // Nobody is told of what was done by whoever used the page before.
      if (this.#busy !== asked) return;
      this.#host.dispatchEvent(new BursarPayoutRequestedEvent(payout));
      const text = this.#words.messages ?? messages;
      const told = (payout.status === "requested" ? text.waits : text.requested)(this.#money(payout, payout.amount));
      this.outcome = { told, isBad: false };
      this.#busy = undefined;
      if (draft) await this.#close();
      else this.#host.requestUpdate();
    } catch (error) {
      if (this.#busy === asked) this.#fail(error, earnings, draft);
      this.#host.dispatchEvent(new BursarErrorEvent(error));
    }
  }

  #fail(error: unknown, earnings: Earnings | undefined, draft: Draft | undefined): void {
    this.#busy = undefined;
    if (draft) {
      this.#change({ ...draft, busy: false, error });
      void this.#focus("amount");
      return;
    }
    const text = this.#words.messages ?? messages;
    const { amount, other } = this.#trouble(error, earnings, text);
    this.outcome = { told: amount ?? other ?? text.refused, isBad: true };
    this.#host.requestUpdate();
  }

  #submit(event: SubmitEvent, earnings: Earnings): void {
    event.preventDefault();
    const draft = this.#draft;
    const text = this.#words.messages;
    if (!draft || !text || draft.busy) return;
    const tried = { ...draft, isTried: true, error: undefined };
    const flaws = this.#flaws(tried, earnings, text);
    this.#change(tried);
    if (flaws.amount || flaws.destination) {
      void this.#focus(flaws.amount ? "amount" : "destination");
      return;
    }
    const { currency } = draft;
    const amount = this.#amount(draft, earnings) ?? 0;
    const destination = draft.destination.trim();
    if (this.#host.dispatchEvent(new BursarPayoutEvent(currency, amount, destination)))
      void this.#host.withdraw(currency, amount, destination);
  }

  /** What is to be said beside each field, and of the whole. */
  #flaws(draft: Draft, earnings: Earnings, text: WithdrawalMessages): Flaws {
    if (draft.error) return this.#trouble(draft.error, earnings, text);
    if (!draft.isTried) return {};
    const { digits, available, payoutMinimum: minimum } = earnings;
    const amount = this.#amount(draft, earnings);
    const money = (amount: number) => this.#money(earnings, amount);
    const flaws: Flaws = {};
    if (amount === null) {
      const example = formatNumber({ amount: available || 10 ** digits, digits }, this.#words.language);
      flaws.amount = text.amountWrong(example);
    } else if (amount > available) flaws.amount = text.insufficient(money(available));
    else if (amount < minimum) flaws.amount = text.belowMinimum(money(minimum));
    if (!draft.destination.trim()) flaws.destination = text.destinationMissing;
    return flaws;
  }

  #trouble(error: unknown, earnings: Earnings | undefined, text: WithdrawalMessages): Flaws {
    const money = (amount: number) => (earnings ? this.#money(earnings, amount) : String(amount));
    if (isBursarError(error, "earnings.insufficient"))
      return { amount: text.insufficient(money(error.facts.available)) };
    if (isBursarError(error, "payout.below_minimum")) return { amount: text.belowMinimum(money(error.facts.minimum)) };
    if (isBursarError(error, "wallet.blocked")) return { other: text.blocked };
    return { other: actTrouble(error, text) };
  }

  #amount({ amount }: Draft, { digits }: Earnings): number | null {
    return parseAmount(amount, digits, this.#words.language);
  }

  #money(of: { currency: string; digits: number }, amount: number): string {
    return formatMoney({ ...of, amount }, this.#words.language);
  }

  #type(typed: Partial<Draft>): void {
    if (this.#draft && !this.#draft.busy) this.#change({ ...this.#draft, ...typed, error: undefined });
  }

  async #close(): Promise<void> {
    const { currency, busy } = this.#draft ?? {};
    if (busy && this.#busy) return;
    this.#change(undefined);
    await this.#host.updateComplete;
    // The form has gone. Whoever stood in it stands where it was opened, or on what it was about.
    const card = this.#host.renderRoot.querySelector<HTMLElement>(`[data-currency="${currency}"]`);
    (card?.querySelector<HTMLElement>("[part=withdraw]") ?? card)?.focus();
  }

  #change(draft: Draft | undefined): void {
    this.#draft = draft;
    if (draft) this.outcome = undefined;
    this.#host.requestUpdate();
  }

  async #focus(id: string): Promise<void> {
    await this.#host.updateComplete;
    this.#host.renderRoot.querySelector<HTMLElement>(`#${id}`)?.focus();
  }
}

interface Flaws {
  amount?: string;
  destination?: string;
  other?: string;
}
