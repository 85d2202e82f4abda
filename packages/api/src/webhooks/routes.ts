import { webhooks } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import type { Environment } from "../platform/env.ts";
import { uuidOf } from "../platform/ids.ts";
import { createEndpoint } from "./create-endpoint.ts";
import { deleteEndpoint } from "./delete-endpoint.ts";
import { selectDeliveries, selectEndpoint, selectEndpoints } from "./queries.ts";
import { replay } from "./replay.ts";
import { retryDelivery } from "./retry-delivery.ts";
import { rotateSecret } from "./rotate-secret.ts";
import { webhookSettings } from "./settings.ts";
import { testEndpoint } from "./test-endpoint.ts";
import { updateEndpoint } from "./update-endpoint.ts";

export function webhookRoutes(api: Api, environment: Environment): void {
  const settings = webhookSettings(environment);

  api.on(webhooks.createWebhookEndpoint, (context, { body }) => createEndpoint(context, settings, body));
  api.on(webhooks.listWebhookEndpoints, async ({ sql, tenant, clock }) => ({
    data: await asTenant(sql, tenant.id, (tx) => selectEndpoints(tx, tenant.id, clock.now())),
  }));
  api.on(webhooks.retrieveWebhookEndpoint, ({ sql, tenant, clock }, { params }) =>
    asTenant(sql, tenant.id, (tx) => selectEndpoint(tx, tenant.id, clock.now(), uuidOf(params.endpoint))),
  );
  api.on(webhooks.updateWebhookEndpoint, (context, { params, body }) =>
    updateEndpoint(context, settings, params.endpoint, body),
  );
  api.on(webhooks.deleteWebhookEndpoint, (context, { params }) => deleteEndpoint(context, params.endpoint));
  api.on(webhooks.rotateWebhookSecret, (context, { params, body }) =>
    rotateSecret(context, settings, params.endpoint, body),
  );
  api.on(webhooks.replayWebhooks, (context, { params, body }) => replay(context, params.endpoint, body));
  api.on(webhooks.testWebhookEndpoint, (context, { params }) => testEndpoint(context, params.endpoint));

  api.on(webhooks.listWebhookDeliveries, async ({ sql, tenant, clock }, { params, query }) => {
    const { status, limit, cursor } = query;
    const id = uuidOf(params.endpoint);
    const [belowEventId] = decodeCursor("webhook_deliveries", cursor, ["uuid"]) ?? [null];
    const rows = await asTenant(sql, tenant.id, async (tx) => {
      await selectEndpoint(tx, tenant.id, clock.now(), id);
      return selectDeliveries(tx, tenant.id, id, { status, belowEventId, limit: limit + 1 });
    });
    return pageOf(
      "webhook_deliveries",
      rows,
      limit,
      ({ delivery }) => delivery,
      ({ eventId }) => [eventId],
    );
  });
  api.on(webhooks.retryWebhookDelivery, (context, { params }) =>
    retryDelivery(context, params.endpoint, params.delivery),
  );
}
