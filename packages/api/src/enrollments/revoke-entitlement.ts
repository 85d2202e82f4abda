import type { Body, enrollments } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context, Outcome } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { idempotently } from "../platform/idempotency.ts";
import { typedId, uuidOf } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { promoteWaitlists } from "../waitlist/index.ts";
import { endReason } from "./end-reason.ts";
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
    await endReason(tx, context, entitlement.id);
    const after = await selectEnrollment(tx, tenant.id, now, entitlement.enrollment_id);
    await recordUpdate(tx, context, after);
    await recordAudit(tx, context, "entitlement.revoked", `enrollment:${after.id}`, null, {
      entitlement: typedId("ent", uuidOf(id)),
      reason,
    });
    return after;
  });
  if (!outcome.replayed) {
    context.hints.send(tenant.id);
    await promoteWaitlists(context, [outcome.value.offering]);
  }
  return outcome;
}

interface Reason {
  id: string;
  enrollment_id: string;
  user_id: string;
  offering_id: string;
  revoked_at: Date | null;
  expires_at: Date | null;
}

/** The reason as it is once nobody else changes it, or another of the same enrollment. Throws `entitlement.not_found`. */
async function selectAndLock(tx: Transaction, tenantId: number, id: string) {
  const select = () => tx<Reason[]>`
    select id, enrollment_id, user_id, offering_id, revoked_at, expires_at from entitlements
    where tenant_id = ${tenantId} and id = ${id}`;
  const [named] = await select();
  if (!named) throw new ProblemError("entitlement.not_found", {});
  await lockReasons(tx, tenantId, named.user_id, named.offering_id);
  const [reason = named] = await select();
  return reason;
}
