import type { Body, webhooks } from "@bursar/sdk/contract";
import { selectEnd } from "../events/index.ts";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { newUuid, typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { selectEndpoint } from "./queries.ts";
import { insertSecret, makeSecret } from "./rotate-secret.ts";
import { refuseUrl, type WebhookSettings } from "./settings.ts";

// Each is sent everything: more of them is a mistake, or somebody who multiplies our traffic.
const endpointsMax = 50;

/** Adds an endpoint, which is told of what is committed from now on. */
export async function createEndpoint(
  context: Context,
  settings: WebhookSettings,
  input: Body<typeof webhooks.createWebhookEndpoint>,
): Promise<webhooks.NewWebhookEndpoint> {
  const { tenant, clock } = context;
  refuseUrl(context, settings, input.url);
  const id = newUuid(clock);
  const secret = await makeSecret(context, settings, input.signature);
  const now = clock.now();
  return asTenant(context.sql, tenant.id, async (tx) => {
    // Two at once would not see each other's.
    await tx`select pg_advisory_xact_lock(hashtextextended('webhook_endpoints', ${tenant.id}))`;
    const [count] = await tx<{ endpoints: number }[]>`
      select count(*) as endpoints from webhook_endpoints where tenant_id = ${tenant.id} and deleted_at is null`;
    if (count && count.endpoints >= endpointsMax) {
      throw new ProblemError("webhookEndpoint.too_many", { max: endpointsMax });
    }
    const end = await selectEnd(tx);
    await tx`
      insert into webhook_endpoints (tenant_id, id, url, description, event_types, cursor_xid, cursor_id, due_at, free_at,
        created_at, updated_at)
      values (${tenant.id}, ${id}, ${input.url}, ${input.description}, ${[...new Set(input.eventTypes)]}, ${end.xid}::xid8,
        ${end.id}, ${now}, ${now}, ${now}, ${now})`;
    await insertSecret(tx, context, id, secret);
    const { url, eventTypes } = input;
    await recordAudit(tx, context, "webhook_endpoint.created", `webhook_endpoint:${typedId("whe", id)}`, null, {
      url,
      eventTypes,
    });
    return { ...(await selectEndpoint(tx, tenant.id, now, id)), secret: secret.shown };
  });
}
