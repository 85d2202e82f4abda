import type { Hold, HoldAge } from "@bursar/sdk";
import { Holds } from "@bursar/sdk/resources";
import { offeringsOf } from "./offerings-of.ts";
import { type PagesQuery, pagesQuery } from "./pages.ts";
import type { Query } from "./session.ts";

/** Money that a learner disputes, with what was bought by name, unless that is gone. */
export interface DisputedHold extends Hold {
  title: string | undefined;
}

/** What waits for an admin's decision. */
export const disputedHoldsQuery: PagesQuery<DisputedHold> = pagesQuery({
  key: "holds/disputed",
  list: async (api, filter) => {
    const { data, page } = await new Holds(api).list({ disputed: true, ...filter });
    const offerings = await offeringsOf(
      api,
      data.map(({ offering }) => offering),
    );
    return { data: data.map((hold) => ({ ...hold, title: offerings.get(hold.offering)?.title })), page };
  },
  concerns: ({ type }) => type === "escrow.managed",
});

/** How long money has been waiting. */
export const holdAgesQuery: Query<HoldAge[]> = {
  key: "holds/ageing",
  load: async (api) => (await new Holds(api).ageing()).data,
  follow: (fact, resource) => (fact.type === "escrow.managed" ? resource.refresh() : undefined),
};
