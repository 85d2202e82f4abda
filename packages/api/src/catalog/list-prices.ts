import type { catalog, Query, Result } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";

type Operation = typeof catalog.listPrices;

interface Row {
  currency: string;
  digits: number;
  amount: number;
  version: number;
  created_at: Date;
  ended_at: Date | null;
}

/** All prices that an offering has had, by currency, the newest of each first. */
export async function listPrices(
  context: Context,
  offering: string,
  query: Query<Operation>,
): Promise<Result<Operation>> {
  const [currency, version] = decodeCursor("prices", query.cursor, ["string", "number"]) ?? [null, null];
  const [[known], rows] = await asTenant(context.sql, context.tenant.id, (tx) =>
    Promise.all([
      tx`select from offerings where tenant_id = ${context.tenant.id} and id = ${offering}`,
      tx<Row[]>`
        select p.currency, c.digits, p.amount, p.version, p.created_at, p.ended_at
        from prices p
        join currencies c on c.tenant_id = ${context.tenant.id} and c.code = p.currency
        where p.tenant_id = ${context.tenant.id} and p.offering_id = ${offering}
          ${currency === null ? tx`` : tx`and (p.currency, -p.version) > (${currency}, ${-version})`}
        order by p.currency, p.version desc
        limit ${query.limit + 1}`,
    ]),
  );
  if (!known) throw new ProblemError("offering.not_found", {});
  return pageOf(
    "prices",
    rows,
    query.limit,
    ({ created_at, ended_at, ...price }): catalog.PriceVersion => ({
      ...price,
      createdAt: created_at.toISOString(),
      endedAt: ended_at?.toISOString() ?? null,
    }),
    (row) => [row.currency, row.version],
  );
}
