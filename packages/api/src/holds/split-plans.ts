import { isDeepStrictEqual } from "node:util";
import type { Body, Query, Result, splitPlans } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";

interface PlanRow {
  id: string;
  version: number;
  name: string;
  shares: splitPlans.SplitShare[];
  created_at: Date;
}

const planOf = ({ created_at, ...row }: PlanRow): splitPlans.SplitPlan => ({
  ...row,
  createdAt: created_at.toISOString(),
});

async function selectOptionalPlan(tx: Transaction, tenantId: number, id: string): Promise<splitPlans.SplitPlan | null> {
  const [row] = await tx<PlanRow[]>`
    select id, version, name, shares, created_at from split_plans
    where tenant_id = ${tenantId} and id = ${id}
    order by version desc limit 1`;
  return row ? planOf(row) : null;
}

export async function readSplitPlan({ sql, tenant }: Context, id: string): Promise<splitPlans.SplitPlan> {
  const plan = await asTenant(sql, tenant.id, (tx) => selectOptionalPlan(tx, tenant.id, id));
  if (!plan) throw new ProblemError("splitPlan.not_found", {});
  return plan;
}

/** Writes the next version of a plan; none when it says so already. Holds keep the version they were bought under. */
export async function upsertSplitPlan(
  context: Context,
  id: string,
  { name, shares }: Body<typeof splitPlans.upsertSplitPlan>,
): Promise<splitPlans.SplitPlan> {
  const { sql, tenant, clock } = context;
  return asTenant(sql, tenant.id, async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended(${`split-plan/${id}`}, ${tenant.id}))`;
    const before = await selectOptionalPlan(tx, tenant.id, id);
    if (before && before.name === name && isDeepStrictEqual(before.shares, shares)) return before;
    const version = (before?.version ?? 0) + 1;
    await tx`
      insert into split_plans (tenant_id, id, version, name, shares, created_at)
      values (${tenant.id}, ${id}, ${version}, ${name}, ${tx.json(shares as never)}, ${clock.now()})`;
    await recordAudit(tx, context, "splitPlan.upserted", `splitPlan:${id}`, before, { name, shares, version });
    return { id, version, name, shares, createdAt: clock.now().toISOString() };
  });
}

export async function listSplitPlans(
  { sql, tenant }: Context,
  { limit, cursor }: Query<typeof splitPlans.listSplitPlans>,
): Promise<Result<typeof splitPlans.listSplitPlans>> {
  const [aboveId] = decodeCursor("splitPlans", cursor, ["string"]) ?? [""];
  const rows = await asTenant(
    sql,
    tenant.id,
    (tx) => tx<PlanRow[]>`
      select distinct on (id) id, version, name, shares, created_at from split_plans
      where tenant_id = ${tenant.id} and id > ${aboveId}
      order by id, version desc
      limit ${limit + 1}`,
  );
  return pageOf("splitPlans", rows, limit, planOf, ({ id }) => [id]);
}
