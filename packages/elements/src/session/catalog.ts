import type { OfferingStatus } from "@bursar/sdk";
import { Offerings } from "@bursar/sdk/resources";
import { isStale, statusAfter } from "./enrollments.ts";
import { pageSession, type Query } from "./session.ts";

/** What is offered, as far down as somebody has looked. */
export interface Catalog {
  statuses: OfferingStatus[];
  /** Null when there is no more. */
  nextCursor: string | null;
}

export interface CatalogFilter {
  kind?: OfferingStatus["offering"]["kind"] | undefined;
  search?: string | undefined;
  includedIn?: string | undefined;
}

const limit = 12;
// The API's.
const limitMax = 100;

export const catalogQuery = (filter: CatalogFilter): Query<Catalog> => ({
  key: `catalog/${JSON.stringify([filter.kind, filter.search, filter.includedIn])}`,
  load: async (api) => {
    // Asked again, as much as is shown; more than a hundred begin afresh.
    const shown = pageSession().resource(catalogQuery(filter)).value?.statuses.length ?? 0;
    const { data, page } = await new Offerings(api).statuses({
      ...filter,
      limit: Math.min(Math.max(shown, limit), limitMax),
    });
    return { statuses: data, nextCursor: page.nextCursor };
  },
  follow: (fact, resource) => {
    const catalog = resource.value;
    if (!catalog) return;
    const statuses = catalog.statuses.map((status) => statusAfter(fact, status));
    const isNews = statuses.some((status, place) => status !== catalog.statuses[place]);
    const mustAsk = statuses.some((status) => isStale(fact, status)) || (isNews && resource.isAsking);
    if (isNews) resource.set({ ...catalog, statuses });
    return mustAsk ? resource.refresh() : undefined;
  },
});

export async function loadMoreOfferings(filter: CatalogFilter): Promise<void> {
  const session = pageSession();
  const resource = session.resource(catalogQuery(filter));
  const cursor = resource.value?.nextCursor;
  if (!cursor) return;
  const { data, page } = await session.read((api) => new Offerings(api).statuses({ ...filter, limit, cursor }));
  const known = resource.value;
  // Another element may have asked for the same page, or somebody else have signed in.
  if (known?.nextCursor !== cursor) return;
  resource.extend({ statuses: [...known.statuses, ...data], nextCursor: page.nextCursor });
}
