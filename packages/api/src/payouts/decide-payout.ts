import type { payouts } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import { actorName, type Context, type Outcome } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { recordEvent } from "../platform/events.ts";
import { idempotently } from "../platform/idempotency.ts";
import { uuidOf } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { postPayout } from "./post-payout.ts";
import { selectAndLockPayout, selectPayout } from "./queries.ts";

/** Approves a payout that needs it: not by who asked for it, nor by who gets it. */
export function approvePayout(context: Context, id: string): Promise<Outcome<payouts.Payout>> {
  return decide(context, id, async (tx, payout) => {
    if (payout.status !== "requested") throw new ProblemError("payout.decided", { payoutStatus: payout.status });
    const actor = actorName(context.actor);
    if (actor === payout.requestedBy || actor === `user:${payout.user}`) throw new ProblemError("payout.own", {});
    await tx`
      update payouts set status = 'approved', decided_by = ${actor}, updated_at = ${context.clock.now()}
      where tenant_id = ${context.tenant.id} and id = ${uuidOf(id)}`;
  });
}

/** Rejects a payout before it is paid: the money is the payee's again. */
export function rejectPayout(context: Context, id: string, reason: string): Promise<Outcome<payouts.Payout>> {
  return decide(context, id, (tx, payout) => end(tx, context, payout, { status: "rejected", reason, reference: null }));
}

/** The payment was made: the money has left. */
export function payPayout(context: Context, id: string, reference: string | null): Promise<Outcome<payouts.Payout>> {
  return decide(context, id, (tx, payout) => {
    requireApproval(payout);
    return end(tx, context, payout, { status: "paid", reason: null, reference });
  });
}

/** The payment has failed, or has come back from the bank: the money is the payee's again, once. */
export function failPayout(context: Context, id: string, reason: string): Promise<Outcome<payouts.Payout>> {
  return decide(context, id, (tx, payout) => {
    requireApproval(payout);
    return end(tx, context, payout, { status: "failed", reason, reference: payout.reference });
  });
}

function requireApproval({ status }: payouts.Payout): void {
  if (status === "requested") throw new ProblemError("payout.not_approved", {});
}

interface End {
  status: "paid" | "failed" | "rejected";
  reason: string | null;
  reference: string | null;
}

/** Ends a payout that the caller has locked, once: paid, or with the money back. What was paid may still come back. */
export async function end(
  tx: Transaction,
  context: Context,
  { id, user, currency, amount, status }: payouts.Payout,
  { status: ended, reason, reference }: End,
): Promise<void> {
  const { tenant, clock } = context;
  const isOpen = status === "requested" || status === "approved";
  const comesBack = status === "paid" && ended === "failed";
  if (!isOpen && !comesBack) throw new ProblemError("payout.decided", { payoutStatus: status });
  const transaction = await postPayout(tx, context, {
    ...{ type: ended === "paid" ? "payout_paid" : "payout_returned", user, currency, amount, reference: id, reason },
    from: comesBack ? "clearing" : "payouts",
  });
  await tx`
    update payouts set status = ${ended}, reason = ${reason}, reference = ${reference}, end_transaction_id = ${transaction},
      decided_by = coalesce(decided_by, ${actorName(context.actor)}), updated_at = ${clock.now()}
    where tenant_id = ${tenant.id} and id = ${uuidOf(id)}`;
}

/** What every decision does: under the lock, told to the payee, kept in the audit log. */
async function decide(
  context: Context,
  id: string,
  act: (tx: Transaction, payout: payouts.Payout) => Promise<void>,
): Promise<Outcome<payouts.Payout>> {
  const { tenant } = context;
  const outcome = await idempotently(context, async (tx) => {
    const before = await selectAndLockPayout(tx, tenant.id, uuidOf(id));
    await act(tx, before);
    const after = await selectPayout(tx, tenant.id, uuidOf(id));
    await recordDecision(tx, context, before, after);
    return after;
  });
  if (!outcome.replayed) context.hints.send(tenant.id);
  return outcome;
}

export async function recordDecision(
  tx: Transaction,
  context: Context,
  before: payouts.Payout,
  { id, user, currency, amount, status, reason, reference }: payouts.Payout,
): Promise<void> {
  await recordEvent(tx, context, "payout.updated", user, { payout: id, currency, amount, status });
  await recordAudit(
    tx,
    context,
    `payout.${status}`,
    `payout:${id}`,
    { status: before.status },
    { status, reason, reference },
  );
}
