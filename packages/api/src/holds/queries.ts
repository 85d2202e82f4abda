import type { holds } from "@bursar/sdk/contract";
import type { Transaction } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";

interface HoldDocument {
  document: holds.Hold;
}

const holdOf = ({ document }: HoldDocument): holds.Hold => ({
  ...document,
  id: typedId("hold", document.id),
  enrollment: typedId("enr", document.enrollment),
  transaction: typedId("txn", document.transaction),
});

interface Filter {
  status?: holds.Hold["status"] | undefined;
  user?: string | undefined;
  payee?: string | undefined;
  offering?: string | undefined;
  disputed?: boolean | undefined;
  belowId: string | null;
  limit: number;
}

/** Holds, newest first, below a cursor. */
export async function selectHolds(tx: Transaction, tenantId: number, filter: Filter): Promise<holds.Hold[]> {
  const { status, user, payee, offering, disputed } = filter;
  const rows = await tx<HoldDocument[]>`
    select hold_document(${tenantId}, h) as document
    from holds h
    where tenant_id = ${tenantId}
      ${status === undefined ? tx`` : tx`and status = ${status}`}
      ${user === undefined ? tx`` : tx`and user_id = ${user}`}
      ${payee === undefined ? tx`` : tx`and payee_id = ${payee}`}
      ${offering === undefined ? tx`` : tx`and offering_id = ${offering}`}
      ${disputed === undefined ? tx`` : disputed ? tx`and disputed_at is not null and status = 'held'` : tx`and (disputed_at is null or status <> 'held')`}
      ${filter.belowId === null ? tx`` : tx`and id < ${filter.belowId}`}
    order by id desc
    limit ${filter.limit}`;
  return rows.map(holdOf);
}

/** What came into dispute until an instant and is still, by id, above one. */
export async function selectOverdueHolds(
  tx: Transaction,
  tenantId: number,
  { disputedBefore, aboveId, limit }: { disputedBefore: Date; aboveId: string; limit: number },
): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from holds
    where tenant_id = ${tenantId} and status = 'held' and disputed_at <= ${disputedBefore} and id > ${aboveId}
    order by id
    limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** Throws `hold.not_found`. */
export async function selectHold(tx: Transaction, tenantId: number, id: string): Promise<holds.Hold> {
  const [row] = await tx<HoldDocument[]>`
    select hold_document(${tenantId}, h) as document from holds h where tenant_id = ${tenantId} and id = ${id}`;
  if (!row) throw new ProblemError("hold.not_found", {});
  return holdOf(row);
}

/** As it stays until the transaction ends. Throws `hold.not_found`. */
export async function selectAndLockHold(tx: Transaction, tenantId: number, id: string): Promise<holds.Hold> {
  await tx`select from holds where tenant_id = ${tenantId} and id = ${id} for no key update`;
  return selectHold(tx, tenantId, id);
}

/**
 * The same for whoever decides it, which may end the access that was paid for: under the lock of enrolling, too, which comes
 * before any other. Throws `hold.not_found`.
 */
export async function selectAndLockHoldToDecide(tx: Transaction, tenantId: number, id: string): Promise<holds.Hold> {
  await tx`
    select pg_advisory_xact_lock(hashtextextended(user_id || '/' || offering_id, ${tenantId})) from holds
    where tenant_id = ${tenantId} and id = ${id}`;
  return selectAndLockHold(tx, tenantId, id);
}

/** The latest hold of a user's enrollment. Throws `enrollment.not_found`, `hold.not_found`. */
export async function selectAndLockHoldOf(
  tx: Transaction,
  tenantId: number,
  user: string,
  enrollment: string,
): Promise<holds.Hold> {
  const [enrolled] = await tx`
    select from enrollments where tenant_id = ${tenantId} and id = ${enrollment} and user_id = ${user}`;
  if (!enrolled) throw new ProblemError("enrollment.not_found", {});
  const [row] = await tx<{ id: string }[]>`
    select id from holds where tenant_id = ${tenantId} and enrollment_id = ${enrollment}
    order by id desc limit 1`;
  if (!row) throw new ProblemError("hold.not_found", {});
  return selectAndLockHold(tx, tenantId, row.id);
}

interface MovementRow {
  kind: holds.HoldMovement["kind"];
  amount: number;
  session_id: string | null;
  transaction_id: string | null;
  shares: holds.HoldMovement["shares"] | null;
  available_at: Date | null;
  created_at: Date;
}

/** A hold with all that came out of it. Throws `hold.not_found`. */
export async function selectHoldWithMovements(
  tx: Transaction,
  tenantId: number,
  id: string,
): Promise<holds.HoldWithMovements> {
  const [hold, movements] = await Promise.all([
    selectHold(tx, tenantId, id),
    tx<MovementRow[]>`
      select kind, amount, session_id, transaction_id, shares, available_at, created_at from hold_movements
      where tenant_id = ${tenantId} and hold_id = ${id}
      order by number`,
  ]);
  return {
    ...hold,
    movements: movements.map((row) => ({
      kind: row.kind,
      amount: row.amount,
      session: row.session_id,
      transaction: row.transaction_id && typedId("txn", row.transaction_id),
      shares: row.shares ?? [],
      availableAt: row.available_at?.toISOString() ?? null,
      createdAt: row.created_at.toISOString(),
    })),
  };
}
