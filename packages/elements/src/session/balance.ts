import type { Balance } from "@bursar/sdk";
import { Wallets } from "@bursar/sdk/resources";
import type { Query } from "./session.ts";

/** What can be spent in a currency; without one, in the first wallet, or null when there is none yet. */
export const balanceQuery = (currency?: string): Query<Balance | null> => ({
  key: `balance/${currency ?? ""}`,
  load: async (api) => {
    const wallets = new Wallets(api);
    return currency ? wallets.retrieve({ currency }) : ((await wallets.list()).data[0] ?? null);
  },
  follow: (fact, resource) => {
    if (fact.type !== "transaction.posted") return;
    const shown = currency ?? resource.value?.currency;
    if (shown === fact.data.currency) resource.set(fact.data);
    else if (!shown) void resource.refresh();
  },
});
