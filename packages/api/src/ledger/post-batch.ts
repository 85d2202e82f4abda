import type { transactions } from "@bursar/sdk/contract";
import type { Context, Outcome } from "../platform/context.ts";
import { idempotently } from "../platform/idempotency.ts";
import { ProblemError, problemDocument } from "../platform/problem.ts";
import { lineOf, type PostingOutcome } from "./outcome.ts";
import { postingOf } from "./posting.ts";

/** Posts many transactions in one call. Each is posted or refused by itself; the request is remembered as a whole. */
export async function postBatch(
  context: Context,
  inputs: readonly transactions.PostingInput[],
): Promise<Outcome<{ results: transactions.BatchResult[] }>> {
  const postings = inputs.map((input) => ({ ...postingOf(context, input), key: null, fingerprint: null }));
  const outcome = await idempotently(context, async (tx) => {
    const [row] = await tx<{ outcomes: PostingOutcome[] }[]>`
      select ledger_post(${context.tenant.id}, ${context.clock.now()}, ${tx.json(postings as never)}) as outcomes`;
    const outcomes = row?.outcomes ?? [];
    return {
      results: postings.map((posting, index): transactions.BatchResult => {
        try {
          return { outcome: "posted", transaction: lineOf(posting, outcomes[index] as PostingOutcome).value };
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          return { outcome: "refused", problem: problemDocument(error, context.requestId) };
        }
      }),
    };
  });
  if (!outcome.replayed) context.hints.send(context.tenant.id);
  return outcome;
}
