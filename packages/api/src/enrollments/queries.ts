import type { catalog, enrollments } from "@bursar/sdk/contract";
import type { Transaction } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";

interface EnrollmentDocument {
  document: enrollments.Enrollment;
}

const enrollmentOf = ({ document }: EnrollmentDocument): enrollments.Enrollment => ({
  ...document,
  id: typedId("enr", document.id),
});

interface Filter {
  user?: string | undefined;
  offering?: catalog.Offering["id"] | undefined;
  status?: enrollments.Enrollment["status"] | undefined;
  belowId: string | null;
  limit: number;
}

/** Enrollments, newest first, below a cursor. */
export async function selectEnrollments(
  tx: Transaction,
  tenantId: number,
  now: Date,
  filter: Filter,
): Promise<enrollments.Enrollment[]> {
  const rows = await tx<EnrollmentDocument[]>`
    select enrollment_document(${now}, e) as document
    from enrollments e
    where tenant_id = ${tenantId}
      ${filter.user === undefined ? tx`` : tx`and user_id = ${filter.user}`}
      ${filter.offering === undefined ? tx`` : tx`and offering_id = ${filter.offering}`}
      ${filter.status === undefined ? tx`` : tx`and enrollment_document(${now}, e) ->> 'status' = ${filter.status}`}
      ${filter.belowId === null ? tx`` : tx`and id < ${filter.belowId}`}
    order by id desc
    limit ${filter.limit}`;
  return rows.map(enrollmentOf);
}

/** Whoever changes why a user may enter an offering does so one after the other: the lock that enrolling takes, too. */
export async function lockReasons(tx: Transaction, tenantId: number, user: string, offering: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`${user}/${offering}`}, ${tenantId}))`;
}

interface EntitlementRow {
  id: string;
  source: enrollments.Entitlement["source"];
  transaction_id: string | null;
  starts_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
}

/** An enrollment with the reasons for its access. Throws `enrollment.not_found`. */
export async function selectEnrollment(
  tx: Transaction,
  tenantId: number,
  now: Date,
  id: string,
): Promise<enrollments.EnrollmentWithEntitlements> {
  const [[row], entitlements] = await Promise.all([
    tx<EnrollmentDocument[]>`
      select enrollment_document(${now}, e) as document from enrollments e where tenant_id = ${tenantId} and id = ${id}`,
    tx<EntitlementRow[]>`
      select id, source, transaction_id, starts_at, expires_at, revoked_at from entitlements
      where tenant_id = ${tenantId} and enrollment_id = ${id}
      order by id`,
  ]);
  if (!row) throw new ProblemError("enrollment.not_found", {});
  return {
    ...enrollmentOf(row),
    entitlements: entitlements.map((one) => ({
      id: typedId("ent", one.id),
      source: one.source,
      transaction: one.transaction_id && typedId("txn", one.transaction_id),
      startsAt: one.starts_at.toISOString(),
      expiresAt: one.expires_at?.toISOString() ?? null,
      revokedAt: one.revoked_at?.toISOString() ?? null,
    })),
  };
}
