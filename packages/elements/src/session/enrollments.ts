import type { OfferingStatus, Price } from "@bursar/sdk";
import { Offerings } from "@bursar/sdk/resources";
import type { Fact } from "./facts.ts";
import { pageSession, type Query } from "./session.ts";

/** An offering with its prices, as the user sees it: may they enter, can they pay? */
export const offeringQuery = (offering: string): Query<OfferingStatus> => ({
  key: `offering/${offering}`,
  load: (api) => new Offerings(api).status({ offering }),
  follow: (fact, resource) => {
    const status = resource.value;
    if (!status) return concerns(fact, offering) ? resource.refresh() : undefined;
    const next = statusAfter(fact, status);
    const mustAsk = isStale(fact, next) || (next !== status && resource.isAsking);
    if (next !== status) resource.set(next);
    return mustAsk ? resource.refresh() : undefined;
  },
});

const concerns = ({ data }: Fact, offering: string): boolean => "offering" in data && data.offering === offering;

/** What a fact tells of an offering by itself. */
export function statusAfter(fact: Fact, status: OfferingStatus): OfferingStatus {
  if (fact.type === "transaction.posted") {
    const balances = status.balances.map((known) => (known.currency === fact.data.currency ? fact.data : known));
    return balances.some((balance, place) => balance !== status.balances[place]) ? { ...status, balances } : status;
  }
  if (fact.type !== "enrollment.created" || !concerns(fact, status.offering.id)) return status;
  return { ...status, access: { ...status.access, allowed: true, enrollment: fact.data.enrollment } };
}

/** Whether a fact has changed more of an offering than it tells. */
export function isStale(fact: Fact, { offering, access, obstacle }: OfferingStatus): boolean {
  // Until when, only the API knows.
  if (fact.type === "enrollment.created" && concerns(fact, offering.id)) return offering.accessDays !== null;
  if (concerns(fact, offering.id)) return true;
  // What the user is enrolled in now may include this one.
  if (fact.type === "enrollment.created") return !access.allowed;
  if (fact.type !== "enrollment.updated") return false;
  return access.through === fact.data.offering || (obstacle?.missing?.includes(fact.data.offering) ?? false);
}

/** The price in the currency that the host chose, or the first that the user can pay, or the first; null is free. */
export function priceOf({ offering, balances }: OfferingStatus, currency: string | undefined): Price | null {
  const { prices } = offering;
  const canPay = (price: Price) => price.amount <= balanceIn(balances, price);
  return prices.find((price) => price.currency === currency) ?? prices.find(canPay) ?? prices[0] ?? null;
}

/** What the user has in the currency of a price. */
export const balanceIn = (balances: OfferingStatus["balances"], price: Price | null): number =>
  balances.find(({ currency }) => currency === price?.currency)?.balance ?? 0;

/** Asks again for all that this page shows of an offering. */
export const reloadOffering = (offering: string): Promise<void> =>
  pageSession().publish({ type: "offering.updated", data: { offering } });
