import type { StatementLine, Wallet } from "@bursar/sdk";
import { Transactions, Wallets } from "@bursar/sdk/resources";
import type { Query } from "./session.ts";

/** A wallet with what happened in it last, newest first. */
export interface RecentWallet extends Wallet {
  lines: StatementLine[];
}

/** The wallet of a currency, or all of the user's. */
export const walletsQuery = (currency?: string): Query<RecentWallet[]> => ({
  key: `wallets/${currency ?? ""}`,
  load: async (api) => {
    const wallets = new Wallets(api);
    const recent = async (currency: string, wallet: Wallet | Promise<Wallet>) => {
      const [known, { data }] = await Promise.all([wallet, new Transactions(api).list({ currency, limit: 3 })]);
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
