import type { Body, webhooks } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { disableEndpoint } from "./disable-endpoint.ts";
import { lockEndpoint, selectEndpoint } from "./queries.ts";
import { refuseUrl, type WebhookSettings } from "./settings.ts";

/** Changes an endpoint; a missing field keeps its value. */
export async function updateEndpoint(
  context: Context,
  settings: WebhookSettings,
  endpoint: string,
  input: Body<typeof webhooks.updateWebhookEndpoint>,
): Promise<webhooks.WebhookEndpoint> {
  const { tenant, clock } = context;
  const id = uuidOf(endpoint);
  const now = clock.now();
  if (input.url !== undefined) refuseUrl(context, settings, input.url);
  const updated = await asTenant(context.sql, tenant.id, async (tx) => {
    await lockEndpoint(tx, tenant.id, id);
    const before = await selectEndpoint(tx, tenant.id, now, id);
    const { url = before.url, description = before.description, eventTypes = before.eventTypes, enabled } = input;
    await tx`
      update webhook_endpoints set url = ${url}, description = ${description}, event_types = ${[...new Set(eventTypes)]},
        updated_at = ${now}
      where tenant_id = ${tenant.id} and id = ${id}`;
    if (enabled === true && !before.enabled) await enable(tx, context, id);
    const after = await selectEndpoint(tx, tenant.id, now, id);
    await recordAudit(
      tx,
      context,
      "webhook_endpoint.updated",
      `webhook_endpoint:${endpoint}`,
      factsOf(before),
      factsOf(after),
    );
    if (enabled !== false) return after;
    await disableEndpoint(tx, context, id, "requested");
    return selectEndpoint(tx, tenant.id, now, id);
  });
  context.hints.send(tenant.id);
  return updated;
}

const factsOf = ({ url, description, eventTypes, enabled }: webhooks.WebhookEndpoint) => ({
  url,
  description,
  eventTypes,
  enabled,
});

/** It goes on where it stopped: what it has missed is sent, and what waited. */
async function enable(tx: Transaction, { tenant, clock }: Context, id: string): Promise<void> {
  const now = clock.now();
  await tx`
    update webhook_endpoints
    set enabled = true, disabled_at = null, disabled_reason = null, failing_since = null, leased_by = null,
      due_at = ${now}, free_at = ${now}
    where tenant_id = ${tenant.id} and id = ${id}`;
}
