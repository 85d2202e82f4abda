import { isBursarError, type StatementLine, type UserWithBalances, type Wallet } from "@bursar/sdk";
import { Transactions, Users, Wallets } from "@bursar/sdk/resources";
import { pageSession, type Query } from "./session.ts";

/** Users whose id, name or email has what was searched for. */
export interface Matches {
  users: UserWithBalances[];
  /** Whether there are others beyond these. */
  more: boolean;
}

/** Null for who may not look at other users. */
export const usersQuery = (search: string): Query<Matches | null> => ({
  key: `users/${search}`,
  load: async (api) => {
    try {
      const { data, page } = await new Users(api).list({ limit: 8, ...(search && { search }) });
      return { users: data, more: page.nextCursor !== null };
    } catch (error) {
      if (isBursarError(error, "auth.forbidden")) return null;
      throw error;
    }
  },
  follow: (fact, resource) => {
    if (fact.type === "wallet.managed") void resource.refresh();
  },
});

export const walletsOfQuery = (user: string): Query<Wallet[]> => ({
  key: `walletsOf/${user}`,
  load: async (api) => (await new Wallets(api).list({ user })).data,
  follow: (fact, resource) => {
    if (fact.type === "wallet.managed" && fact.data.user === user) void resource.refresh();
  },
});

/** What an admin may do to a user's wallet, as it was confirmed. */
export type WalletAction = { user: string; currency: string; reason: string } & (
  | { type: "topUp"; amount: number }
  | { type: "reverse"; amount: number; transaction: string }
  | { type: "freeze" | "unfreeze" }
);

/** Does it once, however often it is tried; a line when money has moved. */
export async function manageWallet(action: WalletAction): Promise<StatementLine | null> {
  const session = pageSession();
  const { user, currency, reason } = action;
  try {
    return await session.act(JSON.stringify(action), async (api, options) => {
      const wallets = new Wallets(api);
      if (action.type === "topUp") return wallets.topUp({ user, currency, amount: action.amount, reason }, options);
      if (action.type === "reverse")
        return new Transactions(api).reverse(action.transaction, { amount: action.amount, reason }, options);
      if (action.type === "freeze") await wallets.freeze({ user, currency, reason });
      else await wallets.unfreeze({ user, currency });
      return null;
    });
  } finally {
    // After a refusal, too: something was not as it was shown.
    session.publish({ type: "wallet.managed", data: { user } });
  }
}
