import type { transactions } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { asTenant, type Transaction as Tx } from "../platform/database.ts";
import { typedId, uuidOf } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { sharedOf, type TransactionRow, transactionColumns, transactionState } from "./queries.ts";

type Receipt = transactions.Receipt;

interface ReceiptRow extends TransactionRow {
  type: transactions.WalletTransactionType;
  issuer: string;
  user_name: string | null;
  currency: string;
  digits: number;
  amount: number;
  balance_after: number;
  original_reference: string | null;
}

/** What a user may keep of a transaction. Throws `transaction.not_found`, also when it is none of theirs. */
export async function readReceipt(context: Context, user: string, transaction: string): Promise<Receipt> {
  const { id: tenantId } = context.tenant;
  const id = uuidOf(transaction);
  return asTenant(context.sql, tenantId, async (tx) => {
    const [row, parts, reversals] = await Promise.all([
      selectReceipt(tx, tenantId, user, id),
      selectParts(tx, tenantId, user, id),
      selectReversals(tx, tenantId, id),
    ]);
    if (!row) throw new ProblemError("transaction.not_found", {});
    const { metadata: _, ...facts } = sharedOf(row);
    return {
      ...facts,
      type: row.type,
      issuer: row.issuer,
      user,
      userName: row.user_name,
      currency: row.currency,
      digits: row.digits,
      amount: row.amount,
      balanceAfter: row.balance_after,
      parts,
      offering: await selectOffering(tx, tenantId, user, row.reference ?? row.original_reference),
      reversed: row.reversed ?? 0,
      reversals,
    };
  });
}

async function selectReceipt(tx: Tx, tenantId: number, user: string, id: string): Promise<ReceiptRow | undefined> {
  const [row] = await tx<ReceiptRow[]>`
    select ${transactionColumns(tx)}, w.currency, w.amount, w.balance_after, c.digits, o.reference as original_reference,
      (select name from tenants where id = ${tenantId}) as issuer,
      (select name from users where tenant_id = ${tenantId} and id = ${user}) as user_name
    from transactions t
    join (
      select a.currency, sum(e.amount) as amount, min(e.balance_after) as balance_after
      from entries e
      join accounts a on a.tenant_id = ${tenantId} and a.id = e.account_id
      where e.tenant_id = ${tenantId} and e.transaction_id = ${id} and a.user_id = ${user} and a.kind = 'wallet'
      group by a.currency) w on true
    join currencies c on c.tenant_id = ${tenantId} and c.code = w.currency
    left join transactions o on o.tenant_id = ${tenantId} and o.id = t.about
    ${transactionState(tx, tenantId)}
    where t.tenant_id = ${tenantId} and t.id = ${id}`;
  return row;
}

const selectParts = (tx: Tx, tenantId: number, user: string, id: string) => tx<Receipt["parts"]>`
  select l.funding, sum(e.amount) as amount
  from entries e
  join accounts a on a.tenant_id = ${tenantId} and a.id = e.account_id
  join lots l on l.tenant_id = ${tenantId} and l.id = e.lot_id
  where e.tenant_id = ${tenantId} and e.transaction_id = ${id} and a.user_id = ${user}
  group by l.funding
  having sum(e.amount) <> 0
  order by min(e.line)`;

async function selectReversals(tx: Tx, tenantId: number, id: string): Promise<Receipt["reversals"]> {
  const rows = await tx<{ id: string; amount: number; reason: string | null; created_at: Date }[]>`
    select t.id, r.reversed_after - r.reversed_before as amount, t.reason, t.created_at
    from reversals r
    join transactions t on t.tenant_id = ${tenantId} and t.id = r.transaction_id
    where r.tenant_id = ${tenantId} and r.reverses = ${id}
    order by r.reversed_before`;
  return rows.map(({ id, amount, reason, created_at }) => ({
    id: typedId("txn", id),
    amount,
    reason,
    createdAt: created_at.toISOString(),
  }));
}

/** A reference is what a host has sent, unless an enrollment's payment names it: then it is one of the user's own. */
async function selectOffering(tx: Tx, tenantId: number, user: string, reference: string | null) {
  if (!reference || !/^enr_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(reference)) return null;
  const [offering] = await tx<{ id: string; title: string }[]>`
    select o.id, o.title
    from enrollments e
    join offerings o on o.tenant_id = ${tenantId} and o.id = e.offering_id
    where e.tenant_id = ${tenantId} and e.id = ${uuidOf(reference)} and e.user_id = ${user}`;
  return offering ?? null;
}
