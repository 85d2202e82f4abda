import type { enrollments } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";

/** How many are enrolled: counted in one index, and kept nowhere, so that no buyer waits for another's counting. */
export async function countStudents(
  { sql, tenant, clock }: Context,
  offering: string,
): Promise<enrollments.StudentCount> {
  const now = clock.now();
  const [row] = await asTenant(
    sql,
    tenant.id,
    (tx) => tx<{ students: number }[]>`
      select offering_students(${tenant.id}, ${now}, id) as students
      from offerings where tenant_id = ${tenant.id} and id = ${offering}`,
  );
  if (!row) throw new ProblemError("offering.not_found", {});
  return { offering, students: row.students, asOf: now.toISOString() };
}
