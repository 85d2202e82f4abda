import type { transactions } from "@bursar/sdk/contract";
import type { Transaction as Tx } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";

type Shared = Pick<
  transactions.StatementLine,
  | "id"
  | "status"
  | "actor"
  | "reason"
  | "reference"
  | "description"
  | "about"
  | "pendingUntil"
  | "metadata"
  | "createdAt"
>;

export interface TransactionRow {
  id: string;
  type: transactions.TransactionType;
  actor: string;
  reason: string | null;
  reference: string | null;
  description: string | null;
  about: string | null;
  pending_until: Date | null;
  metadata: transactions.StatementLine["metadata"] | null;
  created_at: Date;
  ended: "settled" | "failed" | null;
  original_amount: number | null;
  reversed: number | null;
}

export function sharedOf(row: TransactionRow): Shared {
  return {
    id: typedId("txn", row.id),
    status: statusOf(row),
    actor: row.actor,
    reason: row.reason,
    reference: row.reference,
    description: row.description,
    about: row.about && typedId("txn", row.about),
    pendingUntil: row.pending_until?.toISOString() ?? null,
    metadata: row.metadata ?? {},
    createdAt: row.created_at.toISOString(),
  };
}

function statusOf({ ended, pending_until, reversed, original_amount }: TransactionRow): transactions.TransactionStatus {
  if (ended === "failed") return ended;
  if (reversed !== null) return reversed === original_amount ? "reversed" : "partially_reversed";
  if (ended) return ended;
  return pending_until ? "pending" : "posted";
}

export const transactionColumns = (tx: Tx) => tx`
  t.id, t.type, t.actor, t.reason, t.reference, t.description, t.about, t.pending_until, t.metadata, t.created_at,
  s.outcome as ended, r.original_amount, r.reversed_after as reversed`;

export const transactionState = (tx: Tx, tenantId: number) => tx`
  left join settlements s on s.tenant_id = ${tenantId} and s.transaction_id = t.id
  left join lateral (
    select original_amount, reversed_after from reversals
    where tenant_id = ${tenantId} and reverses = t.id order by reversed_before desc limit 1) r on true`;

interface StatementRow extends TransactionRow {
  type: transactions.WalletTransactionType;
  version: number;
  amount: number;
  balance_after: number;
}

/** Lines of a wallet's statement, newest first, below a version. */
export async function selectStatement(
  tx: Tx,
  tenantId: number,
  wallet: { id: number; user: string; currency: string; digits: number },
  belowVersion: number | null,
  limit: number,
): Promise<{ version: number; line: transactions.StatementLine }[]> {
  const rows = await tx<StatementRow[]>`
    select ${transactionColumns(tx)}, e.version, e.amount, e.balance_after
    from (
      select version, transaction_id, sum(amount) as amount, min(balance_after) as balance_after
      from entries
      where tenant_id = ${tenantId} and account_id = ${wallet.id} and version < ${belowVersion ?? 2147483647}
      group by version, transaction_id
      order by version desc
      limit ${limit}) e
    join transactions t on t.tenant_id = ${tenantId} and t.id = e.transaction_id
    ${transactionState(tx, tenantId)}
    order by e.version desc`;
  return rows.map((row) => ({
    version: row.version,
    line: {
      ...sharedOf(row),
      type: row.type,
      user: wallet.user,
      currency: wallet.currency,
      digits: wallet.digits,
      amount: row.amount,
      balanceAfter: row.balance_after,
    },
  }));
}

export async function selectWalletAccount(tx: Tx, tenantId: number, user: string, currency: string) {
  const [row] = await tx<{ digits: number; user_exists: boolean; id: number | null }[]>`
    select c.digits, a.id,
      exists (select from users where tenant_id = ${tenantId} and id = ${user}) as user_exists
    from currencies c
    left join accounts a on a.tenant_id = ${tenantId} and a.user_id = ${user} and a.kind = 'wallet' and a.currency = c.code
    where c.tenant_id = ${tenantId} and c.code = ${currency}`;
  return row ?? null;
}

interface EntryRow {
  kind: string;
  user_id: string | null;
  currency: string;
  amount: number;
  balance_after: number | null;
  funding: "promotional" | "paid" | "debt" | null;
}

/** A transaction with its entries. Throws `transaction.not_found`, also when it is none of `user`'s. */
export async function selectTransaction(
  tx: Tx,
  tenantId: number,
  id: string,
  user?: string,
): Promise<transactions.Transaction> {
  const [[row], entries] = await Promise.all([
    tx<TransactionRow[]>`
      select ${transactionColumns(tx)}
      from transactions t
      ${transactionState(tx, tenantId)}
      where t.tenant_id = ${tenantId} and t.id = ${id}`,
    tx<EntryRow[]>`
      select a.kind, a.user_id, a.currency, e.amount, e.balance_after, l.funding
      from entries e
      join accounts a on a.tenant_id = ${tenantId} and a.id = e.account_id
      left join lots l on l.tenant_id = ${tenantId} and l.id = e.lot_id
      where e.tenant_id = ${tenantId} and e.transaction_id = ${id}
      order by e.version is null, e.line`,
  ]);
  if (!row || (user !== undefined && !entries.some((entry) => entry.user_id === user))) {
    throw new ProblemError("transaction.not_found", {});
  }
  return {
    ...sharedOf(row),
    type: row.type,
    reversed: row.reversed ?? 0,
    entries: entries
      // The other side of a transfer is another user's wallet: none of this one's business.
      .map((entry) =>
        user === undefined || entry.user_id === null || entry.user_id === user
          ? entry
          : { ...entry, user_id: null, balance_after: null },
      )
      .map((entry) => ({
        account: entry.kind,
        user: entry.user_id,
        currency: entry.currency,
        amount: entry.amount,
        balanceAfter: entry.balance_after,
        funding: entry.funding,
      })),
  };
}
