import type { Body, transactions } from "@bursar/sdk/contract";
import type { Context, Outcome } from "../platform/context.ts";
import { uuidOf } from "../platform/ids.ts";
import { graceDays } from "./give-back.ts";
import { post } from "./post-transaction.ts";
import { postingBase } from "./posting.ts";

/** Gives a transaction back, in whole or in part, to the lots that it came from. */
export async function reverseTransaction(
  context: Context,
  transaction: string,
  input: Body<typeof transactions.reverseTransaction>,
): Promise<Outcome<transactions.StatementLine>> {
  return post(context, {
    ...postingBase(context),
    type: "reversal",
    reverses: uuidOf(transaction),
    amount: input.amount,
    grace_days: graceDays(context),
    overdraft: input.overdraft,
    reason: input.reason,
    description: input.description,
  });
}
