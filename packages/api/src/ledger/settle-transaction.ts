import type { transactions } from "@bursar/sdk/contract";
import { actorName, type Context, type Outcome } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { idempotently } from "../platform/idempotency.ts";
import { newUuid, uuidOf } from "../platform/ids.ts";
import { type Refusal, refusalOf } from "../platform/problem.ts";
import { post } from "./post-transaction.ts";
import { postingBase } from "./posting.ts";
import { selectTransaction } from "./queries.ts";

/** Ends a pending transaction well: the money is the platform's. */
export async function settleTransaction(
  context: Context,
  transaction: string,
): Promise<Outcome<transactions.Transaction>> {
  const id = uuidOf(transaction);
  return idempotently(context, async (tx) => {
    const [row] = await tx<{ refusal: Omit<Refusal, "outcome"> | null }[]>`
      select ledger_settle(${context.tenant.id}, ${context.clock.now()}, ${id}, ${newUuid(context.clock)},
        ${actorName(context.actor)}, ${context.requestId}, ${context.address}) as refusal`;
    if (row?.refusal) throw refusalOf({ outcome: "refused", ...row.refusal });
    return selectTransaction(tx, context.tenant.id, id);
  });
}

/** Ends a pending transaction badly: the money goes back. Failed is final, and never counts. */
export async function failTransaction(
  context: Context,
  transaction: string,
): Promise<Outcome<transactions.Transaction>> {
  const { replayed } = await post(context, {
    ...postingBase(context),
    type: "reversal",
    reverses: uuidOf(transaction),
    fails_pending: true,
    // What was only reserved was never spent: it comes back even if its credit has expired meanwhile, for a day at least.
    grace_days: 1,
    reason: "failed",
  });
  const value = await asTenant(context.sql, context.tenant.id, (tx) =>
    selectTransaction(tx, context.tenant.id, uuidOf(transaction)),
  );
  return { value, replayed };
}
