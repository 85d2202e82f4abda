import { type GivenBack, givenBack, graceDays, type PostingOutcome } from "../ledger/index.ts";
import { actorName, type Context } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import type { JobContext } from "../platform/jobs.ts";
import { ProblemError } from "../platform/problem.ts";

/** What moves out of one hold, in minor units. A clawback brings released money back first, so that it can be refunded. */
export interface Move {
  hold: string;
  session?: string;
  release?: number;
  refund?: number;
  clawback?: number;
}

/** What a job knows of its context as well as a request. */
export type Mover = Pick<Context, "tenant" | "clock" | "actor" | "requestId" | "address">;

/** Who moves it when a job does. */
export const moverFor = (context: JobContext, name: string): Mover => ({
  ...context,
  actor: { kind: "job", name },
  requestId: `job_${name}`,
  address: null,
});

interface Why {
  reason: string;
  /** Refunds become credit that can only be spent, instead of going to the lots that paid. */
  toCredit?: boolean;
}

/** Moves money out of holds that the caller has locked. Throws what a single refund is refused for. */
export async function moveHolds(
  tx: Transaction,
  context: Mover,
  moves: readonly Move[],
  why: Why,
): Promise<{ refunds: (hold: string) => GivenBack }> {
  const [row] = await tx<{ moved: { refunds: { hold: string; outcome: PostingOutcome }[] } }[]>`
    select holds_move(${context.tenant.id}, ${context.clock.now()}, ${tx.json(moves as never)},
      ${tx.json(moverOf(context, why) as never)}) as moved`;
  const refunds = row?.moved.refunds ?? [];
  for (const { outcome } of refunds) givenBack(outcome);
  return {
    refunds(hold) {
      const refund = refunds.find((one) => one.hold === hold);
      if (!refund) throw new ProblemError("server.error", {});
      return givenBack(refund.outcome);
    },
  };
}

/** Who moves it, and on what terms, as the database functions take it. */
export function moverOf(context: Mover, { reason, toCredit = false }: Why): Record<string, unknown> {
  const { maturityDays } = context.tenant.settings.release;
  return {
    actor: actorName(context.actor),
    request_id: context.requestId,
    address: context.address,
    reason,
    to_credit: toCredit,
    grace_days: graceDays(context),
    available_at: new Date(context.clock.now().getTime() + maturityDays * 86_400_000).toISOString(),
  };
}

/** Releases what no session that was over waits for: after its buyer has left, all of it is earned, unless it is in dispute. */
export async function releaseWhatIsLeft(tx: Transaction, context: Mover, hold: string): Promise<void> {
  const [row] = await tx<{ held: number }[]>`
    select amount - released - refunded as held from holds h
    where tenant_id = ${context.tenant.id} and id = ${hold} and status = 'held' and disputed_at is null
      and not exists (select from hold_sessions(${context.tenant.id}, h))`;
  if (row) await moveHolds(tx, context, [{ hold, release: row.held }], { reason: "cancelled" });
}
