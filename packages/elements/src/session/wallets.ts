import type { Balance, StatementLine, Wallet } from "@bursar/sdk";
import type { Query } from "./session.ts";

/** What can be spent in a currency; without one, in the first wallet, or null when there is none yet. */
export const balanceQuery = (currency?: string): Query<Balance | null> => ({
  key: `balance/${currency ?? ""}`,
  load: async ({ wallets }) => (currency ? wallets.retrieve({ currency }) : ((await wallets.list()).data[0] ?? null)),
  follow: (fact, resource) => {
    if (fact.type !== "transaction.posted") return;
    const shown = currency ?? resource.value?.currency;
    if (shown === fact.data.currency) resource.set(fact.data);
    else if (!shown) void resource.refresh();
  },
});

/** A wallet with what happened in it last, newest first. */
export interface RecentWallet extends Wallet {
  lines: StatementLine[];
}

/** The wallet of a currency, or all of the user's. */
export const walletsQuery = (currency?: string): Query<RecentWallet[]> => ({
  key: `wallets/${currency ?? ""}`,
  load: async ({ wallets, transactions }) => {
    const recent = async (currency: string, wallet: Wallet | Promise<Wallet>) => {
      const [known, { data }] = await Promise.all([wallet, transactions.list({ currency, limit: 3 })]);
      return { ...known, lines: data };
    };
    if (currency) return [await recent(currency, wallets.retrieve({ currency }))];
    return Promise.all((await wallets.list()).data.map((wallet) => recent(wallet.currency, wallet)));
  },
  follow: ({ data }, resource) => {
    // Which lots have changed, no fact tells.
    if ("currency" in data && (!currency || currency === data.currency)) void resource.refresh();
  },
});
