import type { Earnings } from "@bursar/sdk";
import { Earnings as Resource } from "@bursar/sdk/resources";
import type { Fact } from "./facts.ts";
import type { Query } from "./session.ts";

/** Whether such a fact changes what somebody has earned or withdrawn. */
export const concernsEarnings = ({ type }: Fact): boolean => type === "earnings.posted" || type === "payout.updated";

/** What the signed-in user has earned, by currency. */
export const earningsQuery: Query<Earnings[]> = {
  key: "earnings",
  load: async (api) => (await new Resource(api).list()).data,
  follow: (fact, resource) => (concernsEarnings(fact) ? resource.refresh() : undefined),
};
