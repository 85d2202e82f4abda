import type { webhooks } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { lockEnabledEndpoint, makeDue, selectDelivery } from "./queries.ts";

/** Sends one event again, at once, and by the whole schedule should it fail. */
export async function retryDelivery(
  context: Context,
  endpoint: string,
  delivery: string,
): Promise<webhooks.WebhookDelivery> {
  const { tenant, clock } = context;
  const [id, eventId] = [uuidOf(endpoint), uuidOf(delivery)];
  const now = clock.now();
  const asked = await asTenant(context.sql, tenant.id, async (tx) => {
    await lockEnabledEndpoint(tx, tenant.id, id);
    await tx`
      update webhook_deliveries set status = 'pending', step = 0, next_attempt_at = ${now}
      where tenant_id = ${tenant.id} and endpoint_id = ${id} and event_id = ${eventId}`;
    const found = await selectDelivery(tx, tenant.id, id, eventId);
    await makeDue(tx, tenant.id, id, now);
    await recordAudit(tx, context, "webhook_delivery.retried", `webhook_endpoint:${endpoint}`, null, { delivery });
    return found;
  });
  context.hints.send(tenant.id);
  return asked;
}
