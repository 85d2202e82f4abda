import type { Query, Result, transactions } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";
import { selectStatement, selectWalletAccount } from "./queries.ts";

type Operation = typeof transactions.listTransactions.mine;

/** A wallet's statement, newest first, each line with the balance that it left. */
export async function listTransactions(
  context: Context,
  user: string,
  currency: string,
  query: Query<Operation>,
): Promise<Result<Operation>> {
  const [belowVersion] = decodeCursor("transactions", query.cursor, ["number"]) ?? [null];
  return asTenant(context.sql, context.tenant.id, async (tx) => {
    const account = await selectWalletAccount(tx, context.tenant.id, user, currency);
    if (!account) throw new ProblemError("currency.not_found", { currency });
    const isOwn = context.actor.kind === "user" && context.actor.id === user;
    if (!account.user_exists && !isOwn) throw new ProblemError("user.not_found", {});
    if (account.id === null) return { data: [], page: { nextCursor: null } };
    const wallet = { id: account.id, user, currency, digits: account.digits };
    const rows = await selectStatement(tx, context.tenant.id, wallet, belowVersion, query.limit + 1);
    return pageOf(
      "transactions",
      rows,
      query.limit,
      ({ line }) => line,
      ({ version }) => [version],
    );
  });
}
