import type { Offering, WaitlistEntry } from "@bursar/sdk";
import { Waitlist } from "@bursar/sdk/resources";
import { offeringsOf } from "./offerings-of.ts";
import type { Query } from "./session.ts";

/** What the user waits for, or has a place kept of, newest first. */
export interface MyWaitlist {
  entries: WaitlistEntry[];
  /** By id; one that is gone is missing. */
  offerings: Map<string, Offering>;
}

// The API's. Who has begun to wait for a hundred others since is not told of the ones before.
const limit = 100;

export const myWaitlistQuery: Query<MyWaitlist> = {
  key: "my-waitlist",
  load: async (api) => {
    const { data } = await new Waitlist(api).list({ limit });
    const entries = data.filter(({ endedAt }) => endedAt === null);
    return {
      entries,
      offerings: await offeringsOf(
        api,
        entries.map(({ offering }) => offering),
      ),
    };
  },
  follow: ({ type, data }, resource) => {
    const isOfOne = "offering" in data && resource.value?.entries.some(({ offering }) => offering === data.offering);
    return isOfOne || type.startsWith("waitlist.") ? resource.refresh() : undefined;
  },
};
