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

interface WithPayment extends EnrollmentDocument {
  payment: enrollments.EnrollmentWithPayment["payment"];
}

interface Filter {
  user?: string | undefined;
  offering?: catalog.Offering["id"] | undefined;
  kind?: catalog.Offering["kind"] | undefined;
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
    where ${among(tx, tenantId, filter)} and ${inStatus(tx, tenantId, now, filter)}
    order by id desc
    limit ${filter.limit}`;
  return rows.map(enrollmentOf);
}

const among = (tx: Transaction, tenantId: number, filter: Filter) => tx`
  tenant_id = ${tenantId}
  ${filter.user === undefined ? tx`` : tx`and user_id = ${filter.user}`}
  ${filter.offering === undefined ? tx`` : tx`and offering_id = ${filter.offering}`}
  ${filter.kind === undefined ? tx`` : tx`and ${isOfKind(tx, tenantId, filter.kind)}`}
  ${filter.belowId === null ? tx`` : tx`and id < ${filter.belowId}`}`;

// offset 0: by its key for each of the few enrollments that are looked at, and never the whole catalog.
const isOfKind = (tx: Transaction, tenantId: number, kind: catalog.Offering["kind"]) => tx`exists (
  select from offerings o where o.tenant_id = ${tenantId} and o.id = e.offering_id and o.kind = ${kind} offset 0)`;

/** What `enrollment_document` tells as this status, said of columns: an index finds it. */
function inStatus(tx: Transaction, tenantId: number, now: Date, filter: Filter) {
  switch (filter.status) {
    case undefined:
      return tx`true`;
    case "cancelled":
      return tx`status = ${filter.status}`;
    case "active":
    case "completed":
      return tx`status = ${filter.status} and (expires_at is null or expires_at > ${now})`;
    case "expired":
      // Two sets by two indexes: with "or" between them, all of the tenant's would be looked at.
      return tx`id = any (array(
        (select id from enrollments e
          where ${among(tx, tenantId, filter)} and status = ${filter.status}
          order by id desc
          limit ${filter.limit})
        union all
        select id from enrollments
        where tenant_id = ${tenantId} and status in ('active', 'completed') and expires_at <= ${now}))`;
  }
}

/** A user's own, in the same order, with what was paid for each: asked for those of the page only. */
export async function selectEnrollmentsWithPayment(
  tx: Transaction,
  tenantId: number,
  now: Date,
  filter: Filter & { user: string },
): Promise<enrollments.EnrollmentWithPayment[]> {
  const rows = await tx<WithPayment[]>`
    select enrollment_document(${now}, e) as document, p.document as payment
    from (select * from enrollments e where ${among(tx, tenantId, filter)} order by id desc limit ${filter.limit}) e
    left join lateral enrollment_payment(${tenantId}, e.id) p on true
    order by e.id desc`;
  return rows.map((row) => ({ ...enrollmentOf(row), payment: row.payment }));
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
