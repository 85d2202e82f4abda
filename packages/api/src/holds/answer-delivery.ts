import type { holds } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context, Outcome } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { recordEvent } from "../platform/events.ts";
import { idempotently } from "../platform/idempotency.ts";
import { uuidOf } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { moverOf } from "./move-holds.ts";
import { selectAndLockHoldOf, selectHold } from "./queries.ts";

/**
 * The learner says that it was delivered: what waits for sessions that are over is released at once. What was cancelled was
 * not delivered, whoever says so: it goes back.
 */
export async function confirmDelivery(
  context: Context,
  user: string,
  enrollment: string,
): Promise<Outcome<holds.Hold>> {
  const { tenant, clock } = context;
  return answer(context, user, enrollment, async (tx, { id }) => {
    const hold = uuidOf(id);
    await tx`update holds set confirmed_at = ${clock.now()} where tenant_id = ${tenant.id} and id = ${hold}`;
    const over = await tx<{ id: string }[]>`
      select s.id
      from holds h
      cross join lateral hold_sessions(${tenant.id}, h) s
      join offerings o on o.tenant_id = ${tenant.id} and o.id = s.id
      where h.tenant_id = ${tenant.id} and h.id = ${hold} and s.ends_at <= ${clock.now()} and o.cancelled_at is null
      order by s.ends_at, s.id`;
    for (const session of over) {
      await tx`
        select holds_settle_session(${tenant.id}, ${clock.now()}, ${session.id}, 'delivered', '{"mode": "ignore"}', ${hold},
          '00000000-0000-0000-0000-000000000000', 1, ${tx.json(moverOf(context, { reason: "confirmed" }) as never)})`;
    }
    await recordEvent(tx, context, "hold.confirmed", user, { hold: id, enrollment });
    await recordAudit(tx, context, "hold.confirmed", `hold:${id}`, null, { enrollment });
  });
}

/** The learner says that it was not: the money waits until an admin has decided. */
export async function disputeDelivery(
  context: Context,
  user: string,
  enrollment: string,
  reason: string,
): Promise<Outcome<holds.Hold>> {
  const { tenant, clock } = context;
  return answer(context, user, enrollment, async (tx, { id }) => {
    await tx`
      update holds set disputed_at = ${clock.now()}, dispute_reason = ${reason}
      where tenant_id = ${tenant.id} and id = ${uuidOf(id)}`;
    await recordEvent(tx, context, "hold.disputed", user, { hold: id, enrollment, reason });
    await recordAudit(tx, context, "hold.disputed", `hold:${id}`, null, { enrollment, reason });
  });
}

async function answer(
  context: Context,
  user: string,
  enrollment: string,
  act: (tx: Transaction, hold: holds.Hold) => Promise<void>,
): Promise<Outcome<holds.Hold>> {
  const { tenant } = context;
  const outcome = await idempotently(context, async (tx) => {
    const hold = await selectAndLockHoldOf(tx, tenant.id, user, uuidOf(enrollment));
    if (hold.status !== "held") throw new ProblemError("hold.ended", { holdStatus: hold.status });
    if (hold.dispute) throw new ProblemError("hold.disputed", {});
    await act(tx, hold);
    return selectHold(tx, tenant.id, uuidOf(hold.id));
  });
  if (!outcome.replayed) context.hints.send(tenant.id);
  return outcome;
}
