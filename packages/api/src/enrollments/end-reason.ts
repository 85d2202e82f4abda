import type { Context } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";

/** An entitlement, as far as ending it goes. */
export interface Reason {
  id: string;
  enrollment_id: string;
  user_id: string;
  offering_id: string;
}

/**
 * Takes one reason for access away, under the lock of `lockReasons`. With the last one the enrollment ends; otherwise it
 * lasts as long as the reason that lasts longest.
 */
export async function endReason(tx: Transaction, { tenant, clock }: Context, reason: Reason): Promise<void> {
  const now = clock.now();
  await tx`update entitlements set revoked_at = ${now} where tenant_id = ${tenant.id} and id = ${reason.id}`;
  const [left] = await tx<{ reasons: number; lasts: Date | null }[]>`
    select count(*) as reasons,
      nullif(max(coalesce(case when offering_id = ${reason.offering_id} then expires_at end, 'infinity')), 'infinity') as lasts
    from live_entitlements(${tenant.id}, ${now}, ${reason.user_id}, ${reason.offering_id})
    where expires_at is null or expires_at > ${now}`;
  if (left?.reasons === 0) {
    await tx`
      update enrollments set status = 'cancelled', ended_at = ${now}
      where tenant_id = ${tenant.id} and id = ${reason.enrollment_id} and status in ('active', 'completed')`;
  } else {
    await tx`
      update enrollments set expires_at = ${left?.lasts ?? null}
      where tenant_id = ${tenant.id} and id = ${reason.enrollment_id}`;
  }
}
