import type { enrollments } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { typedId } from "../platform/ids.ts";
import { withRetry } from "../platform/retry.ts";

/** As the database function answers it: with the enrollment's bare uuid. */
export const accessOf = (row: enrollments.AccessDecision): enrollments.AccessDecision => ({
  ...row,
  enrollment: row.enrollment && typedId("enr", row.enrollment),
});

/** May this user enter? One round trip; changes nothing. */
export async function checkAccess(
  context: Context,
  user: string,
  offering: string,
): Promise<enrollments.AccessDecision> {
  const [row] = await withRetry(
    () => context.sql<{ decision: enrollments.AccessDecision }[]>`
      select access_check(${context.tenant.id}, ${context.clock.now()}, ${user}, ${offering}) as decision`,
  );
  return accessOf((row as { decision: enrollments.AccessDecision }).decision);
}
