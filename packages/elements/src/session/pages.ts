import type { Api } from "@bursar/sdk/resources";
import type { Fact } from "./facts.ts";
import { pageSession, type Query } from "./session.ts";

/** A list, newest first, as far back as somebody has looked. */
export interface Pages<T> {
  items: T[];
  /** Null when there are no older ones. */
  nextCursor: string | null;
}

export interface PagesQuery<T> extends Query<Pages<T>> {
  /** Loads the next older page. */
  loadOlder: () => Promise<void>;
}

interface Options<T> {
  key: string;
  list: (
    api: Api,
    page: { limit: number; cursor?: string },
    known: T[],
  ) => Promise<{ data: T[]; page: { nextCursor: string | null } }>;
  /** Whether such a fact changes it. */
  concerns: (fact: Fact) => boolean;
  /** How many at a time. */
  limit?: number;
}

// The API's.
const limitMax = 100;

export function pagesQuery<T>({ key, list, concerns, limit = 20 }: Options<T>): PagesQuery<T> {
  const query: PagesQuery<T> = {
    key,
    load: async (api) => {
      const known = pageSession().resource(query).value?.items ?? [];
      // Asked again, as much as is shown; more than a hundred begin afresh.
      const { data, page } = await list(api, { limit: Math.min(Math.max(known.length, limit), limitMax) }, known);
      return { items: data, nextCursor: page.nextCursor };
    },
    follow: (fact, resource) => (concerns(fact) ? resource.refresh() : undefined),
    loadOlder: async () => {
      const session = pageSession();
      const resource = session.resource(query);
      const { items = [], nextCursor: cursor } = resource.value ?? {};
      if (!cursor) return;
      const { data, page } = await session.read((api) => list(api, { limit, cursor }, items));
      const known = resource.value;
      // Another element may have asked for the same page, or somebody else have signed in.
      if (known?.nextCursor !== cursor) return;
      resource.extend({ items: [...known.items, ...data], nextCursor: page.nextCursor });
    },
  };
  return query;
}
