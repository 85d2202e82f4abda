import type { Hono } from "hono";
import { attendanceRoutes, livekitWebhookRoute } from "./attendance/index.ts";
import { catalogRoutes } from "./catalog/index.ts";
import { enrollmentRoutes } from "./enrollments/index.ts";
import { createHub, createStreams, eventRoutes, type Hub, type Streams } from "./events/index.ts";
import { holdRoutes } from "./holds/index.ts";
import { ledgerRoutes } from "./ledger/index.ts";
import { payoutRoutes } from "./payouts/index.ts";
import { createApi, type Variables } from "./platform/api.ts";
import { earlyReadsRoute } from "./platform/early-reads.ts";
import { decryptionKeys } from "./platform/env.ts";
import { createHttpApp } from "./platform/http.ts";
import { operationalRoutes } from "./platform/operational-routes.ts";
import type { Platform } from "./platform/platform.ts";
import { tenantRoutes } from "./tenants/index.ts";
import { userRoutes } from "./users/index.ts";
import { waitlistRoutes } from "./waitlist/index.ts";
import { webhookRoutes } from "./webhooks/index.ts";

export interface App {
  http: Hono<Variables>;
  hub: Hub;
  streams: Streams;
  /** Set when the process is to end: it answers what it has, and tells the load balancer to send no more. */
  drain(): void;
}

/** The whole API on one platform. */
export function createApp(platform: Platform): App {
  const http = createHttpApp(platform);
  const { api, app: operations } = createApi(platform);
  const hub = createHub(platform);
  const streams = createStreams(platform.metrics);
  let draining = false;

  attendanceRoutes(api, platform.environment.BURSAR_ENCRYPTION_KEY, platform.credentials);
  catalogRoutes(api);
  enrollmentRoutes(api);
  eventRoutes(api, hub, streams);
  holdRoutes(api);
  ledgerRoutes(api, platform.patientSql);
  payoutRoutes(api);
  tenantRoutes(api, platform.environment.BURSAR_ENCRYPTION_KEY, platform.credentials);
  userRoutes(api, decryptionKeys(platform.environment));
  webhookRoutes(api, platform.environment);
  waitlistRoutes(api);
  earlyReadsRoute(http);
  livekitWebhookRoute(http, platform);
  operationalRoutes(http, platform, () => draining);
  http.route("/", operations);

  return {
    http,
    hub,
    streams,
    drain() {
      draining = true;
      streams.endAll();
    },
  };
}
