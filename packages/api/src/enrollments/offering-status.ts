import type { catalog, enrollments, Query, Result } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { withRetry } from "../platform/retry.ts";
import { contains } from "../platform/search.ts";
import { ensureUser } from "../users/index.ts";
import { accessOf } from "./check-access.ts";

type Row = Omit<enrollments.OfferingStatus, "shortfall" | "obstacle"> & {
  obstacle: { code: enrollments.Obstacle["code"]; facts: Omit<enrollments.Obstacle, "code" | "canWait"> } | null;
};

/** An offering as a user sees it: price, access, what stands in the way, and whether the wallet can pay. One round trip. */
export async function readOfferingStatus(
  context: Context,
  user: string,
  offering: string,
): Promise<enrollments.OfferingStatus> {
  const read = (known: string) => withRetry(() => selectStatuses(context.sql, context, known, [offering]));
  const [status] = (await read(user)) ?? (await read(await ensureUser(context, user))) ?? [];
  if (!status) throw new ProblemError("offering.not_found", {});
  return statusOf(context, status);
}

type Operation = typeof enrollments.listOfferingStatuses.mine;

/** The catalog as a user sees it: what is available, and what the user is enrolled in. */
export async function listOfferingStatuses(
  context: Context,
  user: string,
  query: Query<Operation>,
): Promise<Result<Operation>> {
  const [aboveId] = decodeCursor("catalog", query.cursor, ["string"]) ?? [null];
  const read = (known: string) =>
    asTenant(context.sql, context.tenant.id, async (tx) => {
      const ids = await selectVisible(tx, context, known, { ...query, aboveId });
      return selectStatuses(tx, context, known, ids);
    });
  const statuses = (await read(user)) ?? (await read(await ensureUser(context, user))) ?? [];
  return pageOf(
    "catalog",
    statuses,
    query.limit,
    (row) => statusOf(context, row),
    ({ offering }) => [offering.id],
  );
}

interface Filter {
  kind?: catalog.Offering["kind"] | undefined;
  search?: string | undefined;
  includedIn?: string | undefined;
  aboveId: string | null;
  limit: number;
}

async function selectVisible(
  tx: Transaction,
  { tenant: { id: tenantId }, clock }: Context,
  user: string,
  filter: Filter,
): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from offerings o
    where tenant_id = ${tenantId}
      and (available or exists (
        select from enrollments e
        where e.tenant_id = ${tenantId} and e.user_id = ${user} and e.offering_id = o.id and e.status in ('active', 'completed')
          and (e.expires_at is null or e.expires_at > ${clock.now()})))
      ${filter.aboveId === null ? tx`` : tx`and id > ${filter.aboveId}`}
      ${filter.kind === undefined ? tx`` : tx`and kind = ${filter.kind}`}
      ${filter.search === undefined ? tx`` : tx`and search like ${contains(filter.search)}`}
      ${
        filter.includedIn === undefined
          ? tx``
          : tx`and id in (select included_id from inclusions where tenant_id = ${tenantId} and offering_id = ${filter.includedIn})`
      }
    order by id
    limit ${filter.limit + 1}`;
  return rows.map(({ id }) => id);
}

/** Null for an unknown user. */
async function selectStatuses(
  sql: Context["sql"] | Transaction,
  { tenant, clock }: Context,
  user: string,
  ids: string[],
): Promise<Row[] | null> {
  const [row] = await sql<{ statuses: Row[] | null }[]>`
    select offering_statuses(${tenant.id}, ${clock.now()}, ${user}, ${ids}) as statuses`;
  return row?.statuses ?? null;
}

const statusOf = ({ tenant }: Context, { obstacle, ...row }: Row): enrollments.OfferingStatus => ({
  ...row,
  offering: { ...row.offering, splitPlan: null },
  access: accessOf(row.access),
  enrollment: row.enrollment && { ...row.enrollment, id: typedId("enr", row.enrollment.id) },
  obstacle: obstacle && {
    code: obstacle.code,
    ...obstacle.facts,
    ...(obstacle.code === "offering.full" && { canWait: tenant.settings.waitlist.open }),
  },
  shortfall: row.access.allowed ? null : shortfallOf(row),
});

/** What is missing for the first price, when the user can pay none of them. */
function shortfallOf({ offering, balances }: Pick<Row, "offering" | "balances">) {
  const shortfalls = offering.prices.map(({ currency, amount: needed }) => {
    const available = balances.find((balance) => balance.currency === currency)?.balance ?? 0;
    return { currency, needed, available, missing: needed - available };
  });
  return shortfalls.some(({ missing }) => missing <= 0) ? null : (shortfalls[0] ?? null);
}
