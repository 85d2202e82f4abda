import type { transactions } from "@bursar/sdk/contract";
import type { Context, Outcome } from "../platform/context.ts";
import { lineOf, type Posting, type PostingOutcome } from "./outcome.ts";
import { postingOf } from "./posting.ts";

/** Posts one transaction, in one round trip; it may travel with others that are posted at the same moment. */
export async function postTransaction(
  context: Context,
  input: transactions.PostingInput,
): Promise<Outcome<transactions.StatementLine>> {
  return post(context, postingOf(context, input));
}

export async function post(context: Context, posting: Posting): Promise<Outcome<transactions.StatementLine>> {
  const apart = posting.key === null ? [] : [posting.key];
  return lineOf(posting, await context.hot.call<PostingOutcome>("ledger_post", context.tenant.id, posting, apart));
}
