import type { payouts } from "@bursar/sdk/contract";
import type { Transaction } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";

interface PayoutRow {
  id: string;
  user_id: string;
  currency: string;
  digits: number;
  amount: number;
  status: payouts.Payout["status"];
  destination: string;
  needs_approval: boolean;
  requested_by: string;
  decided_by: string | null;
  reason: string | null;
  reference: string | null;
  batch_id: string | null;
  transaction_id: string;
  created_at: Date;
  updated_at: Date;
}

const payoutOf = (row: PayoutRow): payouts.Payout => ({
  id: typedId("pay", row.id),
  user: row.user_id,
  currency: row.currency,
  digits: row.digits,
  amount: row.amount,
  status: row.status,
  destination: row.destination,
  needsApproval: row.needs_approval,
  requestedBy: row.requested_by,
  decidedBy: row.decided_by,
  reason: row.reason,
  reference: row.reference,
  batch: row.batch_id && typedId("bat", row.batch_id),
  transaction: typedId("txn", row.transaction_id),
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

const columns = (tx: Transaction) => tx`
  p.id, p.user_id, p.currency, c.digits, p.amount, p.status, p.destination, p.needs_approval, p.requested_by, p.decided_by,
  p.reason, p.reference, p.batch_id, p.transaction_id, p.created_at, p.updated_at`;

interface Filter {
  id?: string;
  user?: string | undefined;
  status?: payouts.Payout["status"] | undefined;
  batch?: string | undefined;
  belowId?: string | null;
  limit?: number;
}

/** Payouts, newest first, below a cursor. */
export async function selectPayouts(tx: Transaction, tenantId: number, filter: Filter): Promise<payouts.Payout[]> {
  const { id, user, status, batch, belowId = null } = filter;
  const rows = await tx<PayoutRow[]>`
    select ${columns(tx)}
    from payouts p
    join currencies c on c.tenant_id = ${tenantId} and c.code = p.currency
    where p.tenant_id = ${tenantId}
      ${id === undefined ? tx`` : tx`and p.id = ${id}`}
      ${user === undefined ? tx`` : tx`and p.user_id = ${user}`}
      ${status === undefined ? tx`` : tx`and p.status = ${status}`}
      ${batch === undefined ? tx`` : tx`and p.batch_id = ${batch}`}
      ${belowId === null ? tx`` : tx`and p.id < ${belowId}`}
    order by p.id desc
    ${filter.limit === undefined ? tx`` : tx`limit ${filter.limit}`}`;
  return rows.map(payoutOf);
}

/** Throws `payout.not_found`. */
export async function selectPayout(tx: Transaction, tenantId: number, id: string): Promise<payouts.Payout> {
  const [payout] = await selectPayouts(tx, tenantId, { id });
  if (!payout) throw new ProblemError("payout.not_found", {});
  return payout;
}

/** As it stays until the transaction ends. Throws `payout.not_found`. */
export async function selectAndLockPayout(tx: Transaction, tenantId: number, id: string): Promise<payouts.Payout> {
  await tx`select from payouts where tenant_id = ${tenantId} and id = ${id} for no key update`;
  return selectPayout(tx, tenantId, id);
}
