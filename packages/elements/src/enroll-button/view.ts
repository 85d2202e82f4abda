import { isBursarError, type NewEnrollment, type OfferingStatus, type Price } from "@bursar/sdk";
import { formatMoney, formatNumber } from "../internal/money.ts";
import { plural } from "../internal/plural.ts";
import { safeUrl } from "../internal/safe-url.ts";
import { actTrouble, loadTrouble } from "../internal/trouble.ts";
import type { EnrollButtonMessages } from "../locales/en/enroll-button.ts";
import type { State } from "../session/resource.ts";

/** What came of the last press; nothing, when there was none. */
export interface Outcome {
  busy?: boolean;
  enrollment?: NewEnrollment;
  error?: unknown;
}

/** What the button shows, and what it can do. */
export interface View {
  state: "loading" | "failed" | "signed-out" | "unavailable" | "enrolled" | "short" | "ready" | "busy";
  /** The element's own word for it; the host may slot another. */
  label: string;
  price?: string;
  note?: string;
  tone?: "bad" | "good";
  href?: string | null;
}

interface Circumstances {
  state: State<OfferingStatus>;
  outcome: Outcome;
  text: EnrollButtonMessages;
  language: string;
  currency: string | undefined;
  href: string | undefined;
  signInHref: string | undefined;
}

/** The price in the currency that the host chose, or the first one; null is free. */
export function priceOf({ offering }: OfferingStatus, currency: string | undefined): Price | null {
  return offering.prices.find((price) => price.currency === currency) ?? offering.prices[0] ?? null;
}

export function view({ state, outcome, text, language, currency, href, signInHref }: Circumstances): View {
  if (state.status === "loading") return { state: "loading", label: text.loading };
  if (state.status === "signed-out") return { state: "signed-out", label: text.signIn, href: safeUrl(signInHref) };
  if (state.status === "error") return failed(state.error, text);

  const { offering, access, balances } = state.value;
  const price = priceOf(state.value, currency);
  const money = (amount: number) => formatMoney({ ...(price as Price), amount }, language);

  if (access.allowed) return enrolled(outcome, text, safeUrl(href ?? offering.url), language);
  if (!offering.available) return { state: "unavailable", label: text.unavailable };

  const shown = { label: text.enroll, price: price ? money(price.amount) : text.free };
  if (outcome.busy) return { state: "busy", ...shown, note: `${text.busy}…` };

  const balance = balances.find((known) => known.currency === price?.currency)?.balance ?? 0;
  if (price && balance < price.amount) {
    const number = (amount: number) => formatNumber({ ...price, amount }, language);
    const note = text.short(number(balance), number(price.amount), number(price.amount - balance));
    return { state: "short", ...shown, note };
  }
  if (outcome.error) {
    const changed = isBursarError(outcome.error) && priceProblems.includes(outcome.error.code);
    const note = changed ? text.priceChanged(shown.price) : actTrouble(outcome.error, text);
    return { state: "ready", ...shown, note, tone: "bad" };
  }

  const days = offering.accessDays;
  const notes = [days && plural(text.days, days, language), price && text.leaves(money(balance - price.amount))];
  return { state: "ready", ...shown, note: notes.filter(Boolean).join(" · ") };
}

// What was free has no currency yet, so a price that has come up since is one in another currency.
const priceProblems = ["price.changed", "price.currency_unavailable"];

function failed(error: unknown, text: EnrollButtonMessages): View {
  if (isBursarError(error, "offering.not_found")) return { state: "unavailable", label: text.unavailable };
  return { state: "failed", label: text.retry, note: loadTrouble(text), tone: "bad" };
}

function enrolled({ enrollment }: Outcome, text: EnrollButtonMessages, href: string | null, language: string): View {
  const shown = { state: "enrolled", label: href ? text.open : text.enrolled, href, tone: "good" } as const;
  if (!enrollment) return { ...shown, note: href ? text.enrolled : "" };
  const { balance } = enrollment;
  if (!balance) return { ...shown, note: text.success };
  return { ...shown, note: text.successLeaving(formatMoney({ ...balance, amount: balance.balance }, language)) };
}
