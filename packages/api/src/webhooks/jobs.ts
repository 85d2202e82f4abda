import { asTenant } from "../platform/database.ts";
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
          delete from webhook_deliveries where ctid in (
            select d.ctid from webhook_deliveries d
            join webhook_endpoints e on e.tenant_id = d.tenant_id and e.id = d.endpoint_id
            where d.tenant_id = ${tenant.id}
              and (e.deleted_at is not null or (d.created_at < ${before} and d.status <> 'pending'))
            limit ${batchSize})`,
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
