import type { webhooks } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { lockEndpoint, selectEndpoint } from "./queries.ts";

/** Hides an endpoint and forgets its secrets. What was sent to it may be a million rows: a job clears them away. */
export async function deleteEndpoint(context: Context, endpoint: string): Promise<webhooks.WebhookEndpoint> {
  const { tenant, clock } = context;
  const id = uuidOf(endpoint);
  const now = clock.now();
  return asTenant(context.sql, tenant.id, async (tx) => {
    await lockEndpoint(tx, tenant.id, id);
    const deleted = await selectEndpoint(tx, tenant.id, now, id);
    await tx`
      update webhook_endpoints
      set enabled = false, disabled_at = coalesce(disabled_at, ${now}),
        disabled_reason = coalesce(disabled_reason, 'requested'), deleted_at = ${now}, updated_at = ${now}
      where tenant_id = ${tenant.id} and id = ${id}`;
    await tx`delete from webhook_secrets where tenant_id = ${tenant.id} and endpoint_id = ${id}`;
    await recordAudit(tx, context, "webhook_endpoint.deleted", `webhook_endpoint:${endpoint}`, null, null);
    return deleted;
  });
}
