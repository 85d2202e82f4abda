import type { Body, enrollments } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context, Outcome } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { idempotently } from "../platform/idempotency.ts";
import { typedId, uuidOf } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { lockReasons, selectEnrollment } from "./queries.ts";
import { recordUpdate } from "./update-enrollment.ts";

/** Takes one reason for access away. With the last one the enrollment ends; its results stay. Nothing is paid back. */
export async function revokeEntitlement(
  context: Context,
  id: string,
  { reason }: Body<typeof enrollments.revokeEntitlement>,
): Promise<Outcome<enrollments.EnrollmentWithEntitlements>> {
  const { tenant, clock } = context;
  const now = clock.now();
  const outcome = await idempotently(context, async (tx) => {
    const entitlement = await selectAndLock(tx, tenant.id, uuidOf(id));
    const isOver = entitlement.expires_at !== null && entitlement.expires_at <= now;
    if (entitlement.revoked_at !== null || isOver) throw new ProblemError("entitlement.ended", {});
    await tx`update entitlements set revoked_at = ${now} where tenant_id = ${tenant.id} and id = ${uuidOf(id)}`;
    const [left] = await tx<{ reasons: number; lasts: Date | null }[]>`
      select count(*) as reasons,
        nullif(max(coalesce(case when offering_id = ${entitlement.offering_id} then expires_at end, 'infinity')), 'infinity') as lasts
      from live_entitlements(${tenant.id}, ${now}, ${entitlement.user_id}, ${entitlement.offering_id})
      where expires_at is null or expires_at > ${now}`;
    if (left?.reasons === 0) {
      await tx`
        update enrollments set status = 'cancelled', ended_at = ${now}
        where tenant_id = ${tenant.id} and id = ${entitlement.enrollment_id} and status in ('active', 'completed')`;
    } else {
      await tx`
        update enrollments set expires_at = ${left?.lasts ?? null}
        where tenant_id = ${tenant.id} and id = ${entitlement.enrollment_id}`;
    }
    const after = await selectEnrollment(tx, tenant.id, now, entitlement.enrollment_id);
    await recordUpdate(tx, context, after);
    await recordAudit(tx, context, "entitlement.revoked", `enrollment:${after.id}`, null, {
      entitlement: typedId("ent", uuidOf(id)),
      reason,
    });
    return after;
  });
  if (!outcome.replayed) context.hints.send(tenant.id);
  return outcome;
}

interface Reason {
  enrollment_id: string;
  user_id: string;
  offering_id: string;
  revoked_at: Date | null;
  expires_at: Date | null;
}

/** The reason as it is once nobody else changes it, or another of the same enrollment. Throws `entitlement.not_found`. */
async function selectAndLock(tx: Transaction, tenantId: number, id: string): Promise<Reason> {
  const select = () => tx<Reason[]>`
    select enrollment_id, user_id, offering_id, revoked_at, expires_at from entitlements
    where tenant_id = ${tenantId} and id = ${id}`;
  const [named] = await select();
  if (!named) throw new ProblemError("entitlement.not_found", {});
  await lockReasons(tx, tenantId, named.user_id, named.offering_id);
  const [reason = named] = await select();
  return reason;
}
