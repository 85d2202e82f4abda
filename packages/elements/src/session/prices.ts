import type { Currency, Offering } from "@bursar/sdk";
import { Currencies, Me, Offerings, Prices } from "@bursar/sdk/resources";
import { pageSession, type Query } from "./session.ts";

/** What is offered, to whoever sets the prices; as far down as somebody has looked. */
export interface PriceList {
  offerings: Offering[];
  currencies: Currency[];
  /** Null when there is no more. */
  nextCursor: string | null;
}

const limit = 20;
// The API's.
const limitMax = 100;

export interface PriceFilter {
  kind?: Offering["kind"] | undefined;
  search?: string | undefined;
}

/** Null for who may not set prices. */
export const priceListQuery = (filter: PriceFilter): Query<PriceList | null> => ({
  key: `prices/${JSON.stringify([filter.kind, filter.search])}`,
  load: async (api) => {
    const { roles } = await new Me(api).retrieve();
    if (!roles.includes("admin")) return null;
    // Asked again, as much as is shown; more than a hundred begin afresh.
    const shown = pageSession().resource(priceListQuery(filter)).value?.offerings.length ?? 0;
    const [{ data, page }, { data: currencies }] = await Promise.all([
      new Offerings(api).list({ ...filter, limit: Math.min(Math.max(shown, limit), limitMax) }),
      new Currencies(api).list(),
    ]);
    return { offerings: data, currencies, nextCursor: page.nextCursor };
  },
  follow: (fact, resource) => {
    if (fact.type !== "offering.updated") return;
    const now = "now" in fact.data ? fact.data.now : undefined;
    if (!now || !resource.value) return resource.refresh();
    const offerings = resource.value.offerings.map((offering) => (offering.id === now.id ? now : offering));
    resource.set({ ...resource.value, offerings });
  },
});

export async function loadMorePrices(filter: PriceFilter): Promise<void> {
  const session = pageSession();
  const resource = session.resource(priceListQuery(filter));
  const cursor = resource.value?.nextCursor;
  if (!cursor) return;
  const { data, page } = await session.read((api) => new Offerings(api).list({ ...filter, limit, cursor }));
  const known = resource.value;
  // Another element may have asked for the same page, or somebody else have signed in.
  if (known?.nextCursor !== cursor) return;
  resource.extend({ ...known, offerings: [...known.offerings, ...data], nextCursor: page.nextCursor });
}

/** What an admin changes of an offering: what it costs in one currency (null is no longer for sale in it), or whether it is to be had. */
export type OfferingChange = { currency: string; amount: number | null } | { available: boolean };

/** Saying it twice does no harm, so there is nothing to keep for another try. */
export async function changeOffering(offering: string, change: OfferingChange): Promise<void> {
  const session = pageSession();
  const now = await session.read((api) => {
    if ("available" in change) return new Offerings(api).upsert(offering, change);
    const { currency, amount } = change;
    const prices = new Prices(api);
    return amount === null ? prices.remove({ offering, currency }) : prices.set({ offering, currency, amount });
  });
  void session.publish({ type: "offering.updated", data: { offering, now } });
}
