import { asTenant } from "../platform/database.ts";
import type { TenantJob } from "../platform/jobs.ts";

const keptDays = { events: 90, idempotency: 30 };

/** Clears away what has had its time: events, stored outcomes, counted requests. The ledger and the audit log stay. */
export const clearOldRecords: TenantJob = {
  name: "clear-old-records",
  cron: "41 3 * * *",
  async run({ sql, tenant, clock }) {
    const daysAgo = (days: number) => new Date(clock.now().getTime() - days * 86_400_000);
    await asTenant(sql, tenant.id, async (tx) => {
      await tx`delete from events where tenant_id = ${tenant.id} and created_at < ${daysAgo(keptDays.events)}`;
      await tx`delete from idempotency_records where tenant_id = ${tenant.id} and created_at < ${daysAgo(keptDays.idempotency)}`;
      await tx`delete from rate_limits where tenant_id = ${tenant.id} and window_start < ${daysAgo(1)}`;
    });
  },
};
