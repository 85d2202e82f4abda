import type { users } from "@bursar/sdk/contract";
import type { Transaction } from "../platform/database.ts";
import { contains } from "../platform/search.ts";

interface UserRow {
  id: string;
  name: string | null;
  email: string | null;
  locale: string | null;
  referrer_id: string | null;
  metadata: users.User["metadata"];
  created_at: Date;
  updated_at: Date;
}

const userOf = (row: UserRow): users.User => ({
  id: row.id,
  name: row.name,
  email: row.email,
  locale: row.locale,
  referrer: row.referrer_id,
  metadata: row.metadata,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

// Named, each of them: a column that a migration adds must not change what a running process has prepared.
const userColumns = (tx: Transaction) => tx`id, name, email, locale, referrer_id, metadata, created_at, updated_at`;

export async function selectOptionalUser(tx: Transaction, tenantId: number, id: string): Promise<users.User | null> {
  const [row] = await tx<UserRow[]>`select ${userColumns(tx)} from users where tenant_id = ${tenantId} and id = ${id}`;
  return row ? userOf(row) : null;
}

/** A field that is undefined keeps its value. */
export async function updateUser(
  tx: Transaction,
  tenantId: number,
  id: string,
  changes: Partial<Pick<UserRow, "name" | "email" | "locale" | "referrer_id" | "metadata">>,
  now: Date,
): Promise<users.User | null> {
  const columns = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const [row] = await tx<UserRow[]>`
    update users set ${tx({ ...columns, ...(changes.metadata && { metadata: tx.json(changes.metadata) }), updated_at: now } as never)}
    where tenant_id = ${tenantId} and id = ${id}
    returning ${userColumns(tx)}`;
  return row ? userOf(row) : null;
}

/** Users with their balances, by id, above a cursor; `search` is a part of id, name or email. */
export async function selectUsersWithBalances(
  tx: Transaction,
  tenantId: number,
  filter: { id?: string; search?: string | undefined; aboveId: string | null; limit: number; now: Date },
): Promise<users.UserWithBalances[]> {
  const rows = await tx<(UserRow & { balances: users.UserWithBalances["balances"] })[]>`
    select ${userColumns(tx)}, b.balances
    from (
      select ${userColumns(tx)} from users
      where tenant_id = ${tenantId}
        ${filter.id === undefined ? tx`` : tx`and id = ${filter.id}`}
        ${filter.aboveId === null ? tx`` : tx`and id > ${filter.aboveId}`}
        ${filter.search === undefined ? tx`` : tx`and search like ${contains(filter.search)}`}
      order by id
      limit ${filter.limit}) u
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('currency', c.code, 'digits', c.digits, 'balance', coalesce(l.balance, 0))
        order by c.code), '[]') as balances
      from currencies c
      left join accounts a on a.tenant_id = ${tenantId} and a.user_id = u.id and a.kind = 'wallet' and a.currency = c.code
      left join lateral (
        select sum(balance) as balance from lots
        where tenant_id = ${tenantId} and account_id = a.id and (expires_at is null or expires_at > ${filter.now})) l on true
      where c.tenant_id = ${tenantId}) b
    order by u.id`;
  return rows.map((row) => ({ ...userOf(row), balances: row.balances }));
}
