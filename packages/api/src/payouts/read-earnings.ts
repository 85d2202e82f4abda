import type { payouts, Query, Result } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { requirePayee } from "./payee.ts";

/** What a payee has earned, by currency. */
export async function readEarnings(context: Context, user: string): Promise<Result<typeof payouts.listEarnings.mine>> {
  const { sql, tenant, clock } = context;
  return asTenant(sql, tenant.id, async (tx) => {
    await requirePayee(tx, context, user);
    const [row] = await tx<{ data: Omit<payouts.Earnings, "payoutMinimum">[] }[]>`
      select earnings_document(${tenant.id}, ${clock.now()}, ${user}) as data`;
    return {
      data: (row?.data ?? []).map((one) => ({
        ...one,
        payoutMinimum: limitOf(tenant.settings.payouts.minimum, one.currency) ?? 0,
      })),
    };
  });
}

/** What the tenant's settings say of a currency; null when they say nothing. */
export const limitOf = (limits: readonly { currency: string; amount: number }[], currency: string): number | null =>
  limits.find((limit) => limit.currency === currency)?.amount ?? null;

interface LineRow {
  id: string;
  type: payouts.EarningsLine["type"];
  version: number;
  amount: number;
  balance_after: number;
  reference: string | null;
  reason: string | null;
  available_at: Date | null;
  created_at: Date;
}

/** A payee's statement, newest first, each line with the balance that it left. */
export async function listEarningsLines(
  context: Context,
  user: string,
  currency: string,
  { limit, cursor }: Query<typeof payouts.listEarningsLines.mine>,
): Promise<Result<typeof payouts.listEarningsLines.mine>> {
  const { sql, tenant } = context;
  const [belowVersion] = decodeCursor("earnings", cursor, ["number"]) ?? [2_147_483_647];
  return asTenant(sql, tenant.id, async (tx) => {
    const [known] = await tx<{ digits: number }[]>`
      select digits from currencies where tenant_id = ${tenant.id} and code = ${currency}`;
    if (!known) throw new ProblemError("currency.not_found", { currency });
    await requirePayee(tx, context, user);
    const rows = await tx<LineRow[]>`
      select t.id, t.type, t.reference, t.reason, t.created_at, e.version, e.amount, e.balance_after, a.available_at
      from (
        select version, transaction_id, sum(amount) as amount, min(balance_after) as balance_after
        from entries
        where tenant_id = ${tenant.id} and version < ${belowVersion} and account_id = (
          select id from accounts
          where tenant_id = ${tenant.id} and user_id = ${user} and kind = 'earnings' and currency = ${currency})
        group by version, transaction_id
        order by version desc
        limit ${limit + 1}) e
      join transactions t on t.tenant_id = ${tenant.id} and t.id = e.transaction_id
      left join lateral (
        select max(available_at) as available_at from earnings
        where tenant_id = ${tenant.id} and transaction_id = e.transaction_id and user_id = ${user}) a on true
      order by e.version desc`;
    return pageOf(
      "earnings",
      rows,
      limit,
      (row) => ({
        id: typedId("txn", row.id),
        type: row.type,
        currency,
        digits: known.digits,
        amount: row.amount,
        balanceAfter: row.balance_after,
        reference: row.reference,
        reason: row.reason,
        availableAt: row.available_at?.toISOString() ?? null,
        createdAt: row.created_at.toISOString(),
      }),
      ({ version }) => [version],
    );
  });
}
