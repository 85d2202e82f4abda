import { asTenant } from "../platform/database.ts";
import type { JobContext, TenantJob } from "../platform/jobs.ts";

const batchSize = 5_000;

/** Clears away what has had its time: events, stored outcomes, counted requests. The ledger and the audit log stay. */
export const clearOldRecords: TenantJob = {
  name: "clear-old-records",
  cron: "41 3 * * *",
  async run(context) {
    await clearAway(context, "events", "created_at", 90);
    await clearAway(context, "idempotency_records", "created_at", 30);
    await clearAway(context, "rate_limits", "window_start", 1);
  },
};

/** In many short transactions: a long one would hold back all who read events in order. */
async function clearAway(
  { sql, tenant, clock }: JobContext,
  table: string,
  column: string,
  days: number,
): Promise<void> {
  const before = new Date(clock.now().getTime() - days * 86_400_000);
  let cleared: number;
  do {
    const result = await asTenant(
      sql,
      tenant.id,
      (tx) => tx`
        delete from ${tx(table)} where ctid in (
          select ctid from ${tx(table)} where tenant_id = ${tenant.id} and ${tx(column)} < ${before} limit ${batchSize})`,
    );
    cleared = result.count;
  } while (cleared === batchSize);
}
