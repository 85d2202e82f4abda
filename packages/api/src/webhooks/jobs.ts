import { asTenant } from "../platform/database.ts";
import { leastUuidAt } from "../platform/ids.ts";
import type { TenantJob } from "../platform/jobs.ts";

/** How long it is told what was sent. */
export const deliveryDays = 30;

const batchSize = 1_000;

/** Clears away what was sent long ago, and what was sent to endpoints that are deleted. */
export const clearWebhookDeliveries: TenantJob = {
  name: "clear-webhook-deliveries",
  cron: "23 4 * * *",
  async run({ sql, tenant, clock }) {
    const before = new Date(clock.now().getTime() - deliveryDays * 86_400_000);
    let cleared: number;
    // In short transactions: a long one would hold back all who read events in order.
    do {
      const result = await asTenant(
        sql,
        tenant.id,
        (tx) => tx`
          delete from webhook_deliveries where ctid = any (array(
            select d.ctid
            from webhook_endpoints e
            cross join lateral (
              -- No delivery is older than its event, whose id tells when it was made: by the key, what is young is not looked at.
              select ctid from webhook_deliveries
              where tenant_id = ${tenant.id} and endpoint_id = e.id and event_id < case when e.deleted_at is null
                  then ${leastUuidAt(before)}::uuid else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                and (e.deleted_at is not null or (created_at < ${before} and status <> 'pending'))
              order by event_id
              limit ${batchSize}) d
            where e.tenant_id = ${tenant.id}
            limit ${batchSize}))`,
      );
      cleared = result.count;
    } while (cleared === batchSize);
    await asTenant(
      sql,
      tenant.id,
      (tx) => tx`
        delete from webhook_endpoints e
        where tenant_id = ${tenant.id} and deleted_at < ${before} and not exists (
          select from webhook_deliveries d where d.tenant_id = e.tenant_id and d.endpoint_id = e.id)`,
    );
  },
};
