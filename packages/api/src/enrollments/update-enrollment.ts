import type { Body, enrollments } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { recordEvent } from "../platform/events.ts";
import { uuidOf } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { withRetry } from "../platform/retry.ts";
import { selectEnrollment } from "./queries.ts";

/** Tells how far a user has come. At 100 the enrollment is completed, and stays so. */
export async function updateEnrollment(
  context: Context,
  id: string,
  { completionPercentage }: Body<typeof enrollments.updateEnrollment>,
): Promise<enrollments.EnrollmentWithEntitlements> {
  const { tenant, clock } = context;
  const enrollment = await withRetry(() =>
    asTenant(context.sql, tenant.id, async (tx) => {
      await tx`select from enrollments where tenant_id = ${tenant.id} and id = ${uuidOf(id)} for no key update`;
      const before = await selectEnrollment(tx, tenant.id, clock.now(), uuidOf(id));
      if (before.status !== "active" && before.status !== "completed") {
        throw new ProblemError("enrollment.ended", { enrollmentStatus: before.status });
      }
      if (before.completionPercentage === completionPercentage) return before;
      await tx`
        update enrollments set completion_percentage = ${completionPercentage},
          status = case when ${completionPercentage} = 100 then 'completed' else status end,
          completed_at = case when ${completionPercentage} = 100 then coalesce(completed_at, ${clock.now()}) else completed_at end
        where tenant_id = ${tenant.id} and id = ${uuidOf(id)}`;
      const after = await selectEnrollment(tx, tenant.id, clock.now(), uuidOf(id));
      await recordUpdate(tx, context, after);
      await recordAudit(tx, context, "enrollment.updated", `enrollment:${id}`, progressOf(before), progressOf(after));
      return after;
    }),
  );
  context.hints.send(tenant.id);
  return enrollment;
}

const progressOf = ({ status, completionPercentage }: enrollments.Enrollment) => ({ status, completionPercentage });

/** Tells the pages of the user that the enrollment is another than before. */
export async function recordUpdate(
  tx: Transaction,
  context: Context,
  { id, user, offering, status, completionPercentage }: enrollments.Enrollment,
): Promise<void> {
  await recordEvent(tx, context, "enrollment.updated", user, {
    enrollment: id,
    offering,
    status,
    completionPercentage,
  });
}
