import type { webhooks } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { newUuid, typedId, uuidOf } from "../platform/ids.ts";
import { bodyOf, insertDeliveries } from "./fan-out.ts";
import { lockEnabledEndpoint, makeDue, selectDelivery } from "./queries.ts";

/** Sends a ping, for this endpoint alone: nothing has happened that others should hear of. */
export async function testEndpoint(context: Context, endpoint: string): Promise<webhooks.WebhookDelivery> {
  const { tenant, clock } = context;
  const id = uuidOf(endpoint);
  const now = clock.now();
  const eventId = newUuid(clock);
  const type = "webhook_endpoint.ping";
  const body = bodyOf({
    type,
    timestamp: now.toISOString(),
    id: typedId("evt", eventId),
    user: null,
    data: { endpoint },
  });
  const sent = await asTenant(context.sql, tenant.id, async (tx) => {
    await lockEnabledEndpoint(tx, tenant.id, id);
    await insertDeliveries(tx, tenant.id, id, now, [{ id: eventId, type, body }], { resend: false });
    await makeDue(tx, tenant.id, id, now);
    await recordAudit(tx, context, "webhook_endpoint.tested", `webhook_endpoint:${endpoint}`, null, null);
    return selectDelivery(tx, tenant.id, id, eventId);
  });
  context.hints.send(tenant.id);
  return sent;
}
