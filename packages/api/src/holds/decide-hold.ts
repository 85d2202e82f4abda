import type { Body, enrollments, holds } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context, Outcome } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { recordEvent } from "../platform/events.ts";
import { idempotently } from "../platform/idempotency.ts";
import { typedId, uuidOf } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { promoteWaitlists } from "../waitlist/index.ts";
import { type Mover, moveHolds } from "./move-holds.ts";
import { selectAndLockHoldToDecide, selectHoldWithMovements } from "./queries.ts";

/** Releases, refunds, or does some of each, as an admin says. What was released is taken back first, if it is refunded. */
export async function decideHold(
  context: Context,
  id: string,
  { release, refund, reason }: Body<typeof holds.decideHold>,
): Promise<Outcome<holds.HoldWithMovements>> {
  const { tenant } = context;
  const outcome = await idempotently(context, async (tx) => {
    const before = await selectAndLockHoldToDecide(tx, tenant.id, uuidOf(id));
    if (before.status === "refunded" || (before.status === "released" && refund === 0)) {
      throw new ProblemError("hold.ended", { holdStatus: before.status });
    }
    const refundable = before.amount - before.refunded - release;
    if (release > before.held || refund > refundable) {
      throw new ProblemError("hold.exceeded", { currency: before.currency, held: before.held, refundable });
    }
    const clawback = Math.max(refund - (before.held - release), 0);
    await decide(tx, context, before, { release, refund, clawback, reason });
    return selectHoldWithMovements(tx, tenant.id, uuidOf(id));
  });
  if (!outcome.replayed) {
    context.hints.send(tenant.id);
    // A place may be free.
    if (outcome.value.status === "refunded") await promoteWaitlists(context, [outcome.value.offering]);
  }
  return outcome;
}

interface Decision {
  release: number;
  refund: number;
  clawback: number;
  reason: string;
}

/** Does what was decided of a hold locked by `selectAndLockHoldToDecide`, and ends its dispute. */
export async function decide(tx: Transaction, mover: Mover, before: holds.Hold, decision: Decision): Promise<void> {
  const { tenant, clock } = mover;
  const { reason, ...move } = decision;
  const hold = uuidOf(before.id);
  // The sessions that are over are decided with it: none of them asks for its part again.
  const over = await tx<{ id: string }[]>`
    select s.id from holds h cross join lateral hold_sessions(${tenant.id}, h) s
    where h.tenant_id = ${tenant.id} and h.id = ${hold} and s.ends_at <= ${clock.now()}`;
  const settled = over.map(({ id: session }) => ({ hold, session, release: 0 }));
  await moveHolds(tx, mover, [...settled, { hold, ...move }], { reason });
  await tx`update holds set disputed_at = null, dispute_reason = null where tenant_id = ${tenant.id} and id = ${hold}`;
  await recordAudit(tx, mover, "hold.decided", `hold:${before.id}`, heldOf(before), { ...decision });
  await endRefunded(tx, mover, before, reason);
}

/** What was given back in full is not bought any more: the access that it gave ends, and no other. */
async function endRefunded(tx: Transaction, mover: Mover, { id, user }: holds.Hold, reason: string): Promise<void> {
  const { tenant, clock } = mover;
  const [ended] = await tx<{ entitlement: string; document: enrollments.Enrollment }[]>`
    select h.entitlement_id as entitlement, enrollment_document(${clock.now()}, e) as document
    from holds h
    join entitlements p on p.tenant_id = ${tenant.id} and p.id = h.entitlement_id
      and (p.expires_at is null or p.expires_at > ${clock.now()})
    cross join lateral entitlement_end(${tenant.id}, ${clock.now()}, p.id) e
    where h.tenant_id = ${tenant.id} and h.id = ${uuidOf(id)} and h.status = 'refunded'`;
  if (!ended) return;
  const { offering, status, completionPercentage } = ended.document;
  const enrollment = typedId("enr", ended.document.id);
  await recordEvent(tx, mover, "enrollment.updated", user, { enrollment, offering, status, completionPercentage });
  await recordAudit(tx, mover, "entitlement.revoked", `enrollment:${enrollment}`, null, {
    entitlement: typedId("ent", ended.entitlement),
    reason,
  });
}

const heldOf = ({ held, released, refunded, dispute }: holds.Hold) => ({ held, released, refunded, dispute });
