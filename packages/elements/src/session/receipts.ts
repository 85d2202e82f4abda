import type { Receipt } from "@bursar/sdk";
import { Transactions } from "@bursar/sdk/resources";
import type { Query } from "./session.ts";

/** The receipt of one of the signed-in user's transactions. */
export const receiptQuery = (transaction: string): Query<Receipt> => ({
  key: `receipt/${transaction}`,
  load: (api) => new Transactions(api).receipt(transaction),
  follow: (fact, resource) => {
    // Part of it may have been given back; what that is about, no event tells.
    if (fact.type === "transaction.posted") return resource.refresh();
  },
});
