import { isBursarError, type OfferingStatus, type Price } from "@bursar/sdk";
import { formatSpan } from "../internal/dates.ts";
import { formatMoney, formatNumber } from "../internal/money.ts";
import { plural } from "../internal/plural.ts";
import { safeUrl } from "../internal/safe-url.ts";
import { loadTrouble } from "../internal/trouble.ts";
import type { EnrollButtonMessages } from "../locales/en/enroll-button.ts";
import { balanceIn, priceOf } from "../session/enrollments.ts";
import type { State } from "../session/resource.ts";
import type { Enrolling, Outcome } from "./enrolling.ts";
import type { View } from "./shown.ts";

interface Circumstances {
  state: State<OfferingStatus>;
  outcome: Outcome;
  /** Who can tell of it, and of obstacles; null when that did not come. */
  enrolling: Enrolling | null | undefined;
  text: EnrollButtonMessages;
  language: string;
  currency: string | undefined;
  href: string | undefined;
  signInHref: string | undefined;
  /** The title of what includes it, or of what it requires. */
  related: string | undefined;
}

// More would not stand in one line.
const notesMax = 2;

// From so many places on, it matters how many are left.
const fewPlaces = 5;

/** What includes the offering and opens it, or the one prerequisite that is missing. */
export function relatedTo({ access, obstacle }: OfferingStatus): string | null {
  if (access.allowed) return access.through;
  return obstacle?.missing?.length === 1 ? (obstacle.missing[0] ?? null) : null;
}

export function view(circumstances: Circumstances): View {
  const { state, outcome, enrolling, text, language, currency, href, signInHref, related } = circumstances;
  if (state.status === "loading") return { state: "loading", label: text.loading };
  if (state.status === "signed-out") return { state: "signed-out", label: text.signIn, href: safeUrl(signInHref) };
  if (state.status === "error") return failed(state.error, text);

  const { offering, access, balances, obstacle, placesLeft } = state.value;
  const price = priceOf(state.value, currency);
  const money = (amount: number) => formatMoney({ ...(price as Price), amount }, language);

  if (access.allowed) return enrolled(circumstances, state.value, safeUrl(href ?? offering.url));
  if (obstacle) {
    const told = enrolling?.obstacle(state.value, obstacle, related);
    if (!told && enrolling !== null) return { state: "loading", label: text.loading };
    return { state: "unavailable", label: text.unavailable, ...told };
  }

  const shown = { label: text.enroll, price: price ? money(price.amount) : text.free };
  if (outcome.busy) return { state: "busy", ...shown, note: `${text.busy}…` };

  const balance = balanceIn(balances, price);
  const isShort = price && balance < price.amount;
  const remark = enrolling?.remark(state.value, isShort);
  if (isShort) {
    const number = (amount: number) => formatNumber({ ...price, amount }, language);
    const note = text.short(number(balance), number(price.amount), number(price.amount - balance));
    return { state: "short", ...shown, note: remark ? note + text.separator + remark : note };
  }
  if (outcome.error) {
    // Without what enrolls nothing has been sent.
    const note = enrolling?.note(outcome, shown.price, related) ?? loadTrouble(text);
    return { state: "ready", ...shown, note, isBad: true };
  }

  const days = offering.accessDays;
  const notes = [
    placesLeft !== null && placesLeft <= fewPlaces && plural(text.places, placesLeft, language),
    days && plural(text.days, days, language),
    price && text.leaves(money(balance - price.amount)),
  ];
  return { state: "ready", ...shown, note: remark ?? notes.filter(Boolean).slice(0, notesMax).join(text.separator) };
}

function failed(error: unknown, text: EnrollButtonMessages): View {
  if (isBursarError(error, "offering.not_found")) return { state: "unavailable", label: text.unavailable };
  return { state: "failed", label: text.retry, note: loadTrouble(text), isBad: true };
}

function enrolled(
  { outcome, enrolling, text, related, language }: Circumstances,
  { access, offering }: OfferingStatus,
  href: string | null,
): View {
  const word = access.through ? text.included : text.enrolled;
  const shown = { state: "enrolled", label: href ? text.open : word, href } as const;
  if (offering.cancelledAt) return { ...shown, note: text.comesBack, isBad: true };
  const told = outcome.enrollment && enrolling?.note(outcome);
  const { startsAt, endsAt } = offering;
  const notes = [
    access.through && related ? text.includedIn(related) : (told ?? (href ? word : "")),
    offering.kind === "session" && startsAt && formatSpan(startsAt, endsAt, language),
  ];
  return { ...shown, note: notes.filter(Boolean).join(text.separator) };
}
