import type { webhooks } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { recordEvent } from "../platform/events.ts";
import { typedId } from "../platform/ids.ts";

/** Sends an endpoint nothing more until it is enabled again. Its admins have notice: an event and an audit record. */
export async function disableEndpoint(
  tx: Transaction,
  context: Context,
  id: string,
  reason: NonNullable<webhooks.WebhookEndpoint["disabledReason"]>,
): Promise<void> {
  const { count } = await tx`
    update webhook_endpoints set enabled = false, disabled_at = ${context.clock.now()}, disabled_reason = ${reason}
    where tenant_id = ${context.tenant.id} and id = ${id} and enabled`;
  if (count === 0) return;
  const endpoint = typedId("whe", id);
  await recordAudit(tx, context, "webhook_endpoint.disabled", `webhook_endpoint:${endpoint}`, null, { reason });
  await recordEvent(tx, context, "webhook_endpoint.disabled", null, { endpoint, reason });
}
