import type { Context } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { ProblemError, refusalOf } from "../platform/problem.ts";
import type { PostingOutcome } from "./outcome.ts";
import { postingBase } from "./posting.ts";

/** What came back to a wallet. */
export interface GivenBack {
  /** The reversal's id. */
  id: string;
  /** What reached the wallet; less than was given back where credit has expired and is forfeited. */
  amount: number;
  /** The wallet's, afterwards. */
  balance: number;
}

/** Gives a part of a transaction back within a verb's own transaction: to its lots, or as credit that can only be spent. */
export async function giveBack(
  tx: Transaction,
  context: Context,
  transaction: string,
  amount: number,
  { reason, toCredit }: { reason: string; toCredit: boolean },
): Promise<GivenBack> {
  const posting = {
    ...postingBase(context),
    // The verb keeps the record of its request.
    key: null,
    fingerprint: null,
    type: "reversal",
    reverses: transaction,
    amount,
    grace_days: graceDays(context),
    funding: toCredit ? "promotional" : undefined,
    reason,
  };
  const [row] = await tx<{ outcomes: PostingOutcome[] }[]>`
    select ledger_post(${context.tenant.id}, ${context.clock.now()}, ${tx.json([posting] as never)}) as outcomes`;
  return givenBack(row?.outcomes[0]);
}

/** Reads what a reversal led to. Throws its refusal. */
export function givenBack(outcome: PostingOutcome | undefined): GivenBack {
  if (outcome?.outcome === "refused") throw refusalOf(outcome);
  if (outcome?.outcome !== "posted") throw new ProblemError("server.error", {});
  return { id: outcome.id, amount: outcome.amount ?? 0, balance: outcome.balance };
}

/** How long reissued credit lasts whose lot has expired meanwhile; null forfeits it. */
export function graceDays({ tenant }: Pick<Context, "tenant">): number | null {
  const { refundToExpiredLot } = tenant.settings;
  return refundToExpiredLot.policy === "reissue" ? refundToExpiredLot.graceDays : null;
}
