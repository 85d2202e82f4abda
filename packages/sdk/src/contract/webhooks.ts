import * as z from "zod";
import { Event, EventId, EventType } from "./events.ts";
import { operation } from "./operation.ts";
import { line, listQuery, page, Timestamp, typedId, url } from "./primitives.ts";

export const WebhookEndpointId = typedId("whe", "WebhookEndpoint");

export const WebhookSignature = z.enum(["hmac-sha256", "ed25519"]).meta({
  id: "WebhookSignature",
  description:
    "How a webhook is signed. `hmac-sha256` (`v1`): with a secret `whsec_…` that both sides have. `ed25519` (`v1a`): with a key that never leaves the API; the public key `whpk_…` checks it.",
});
export type WebhookSignature = z.output<typeof WebhookSignature>;

const disabledReasons = ["requested", "gone", "failing"] as const;

export const WebhookEndpoint = z
  .object({
    id: WebhookEndpointId,
    url: z.string(),
    description: z.string(),
    eventTypes: z.array(EventType).meta({ description: "What is sent; empty means everything." }),
    enabled: z.boolean(),
    disabledAt: Timestamp.nullable(),
    disabledReason: z.enum(disabledReasons).nullable().meta({
      description:
        "`requested`: by a key or an admin; `gone`: it answered 410; `failing`: nothing was taken for three days.",
    }),
    failingSince: Timestamp.nullable().meta({ description: "The first failure since the last success." }),
    secrets: z
      .array(
        z.object({
          signature: WebhookSignature,
          publicKey: z.string().nullable().meta({ description: "`whpk_…`, of `ed25519`." }),
          createdAt: Timestamp,
          retiresAt: Timestamp.nullable(),
        }),
      )
      .meta({ description: "Those that sign at present, newest first." }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "WebhookEndpoint", description: "An address of the host's server that is told of events." });
export type WebhookEndpoint = z.output<typeof WebhookEndpoint>;

export const NewWebhookEndpoint = WebhookEndpoint.extend({
  secret: z.string().meta({
    description: "What checks the signatures: `whsec_…`, shown this once, or the public key `whpk_…`.",
    example: "whsec_…",
  }),
}).meta({ id: "NewWebhookEndpoint" });
export type NewWebhookEndpoint = z.output<typeof NewWebhookEndpoint>;

const read = { scope: "webhooks:read", roles: ["admin"] } as const;
const write = { scope: "webhooks:write", roles: ["admin"] } as const;
const params = z.strictObject({ endpoint: WebhookEndpointId });

const fields = {
  url: url(/^https?$/, 2000).meta({ example: "https://academy.example/bursar-webhooks" }),
  description: line(200),
  eventTypes: z.array(EventType).max(100),
};

export const createWebhookEndpoint = operation({
  id: "webhookEndpoints.create",
  method: "post",
  path: "/v1/webhook-endpoints",
  summary: "Add a webhook endpoint",
  description: "It is told of what happens from now on.",
  access: write,
  body: z
    .strictObject({
      url: fields.url,
      description: fields.description.default(""),
      eventTypes: fields.eventTypes.default([]),
      signature: WebhookSignature.default("hmac-sha256"),
    })
    .meta({ id: "WebhookEndpointInput" }),
  response: NewWebhookEndpoint,
  status: 201,
  problems: ["webhookEndpoint.url_refused", "webhookEndpoint.too_many"],
});

export const listWebhookEndpoints = operation({
  id: "webhookEndpoints.list",
  method: "get",
  path: "/v1/webhook-endpoints",
  summary: "All webhook endpoints, newest first",
  access: read,
  response: z.object({ data: z.array(WebhookEndpoint) }).meta({ id: "WebhookEndpointList" }),
});

export const retrieveWebhookEndpoint = operation({
  id: "webhookEndpoints.retrieve",
  method: "get",
  path: "/v1/webhook-endpoints/{endpoint}",
  summary: "A webhook endpoint",
  access: read,
  params,
  response: WebhookEndpoint,
  problems: ["webhookEndpoint.not_found"],
});

export const updateWebhookEndpoint = operation({
  id: "webhookEndpoints.update",
  method: "patch",
  path: "/v1/webhook-endpoints/{endpoint}",
  summary: "Change a webhook endpoint",
  description: "A missing field keeps its value. Enabled again, it is told of what it has missed, too.",
  access: write,
  params,
  body: z
    .strictObject({ ...fields, enabled: z.boolean() })
    .partial()
    .meta({ id: "WebhookEndpointChanges" }),
  response: WebhookEndpoint,
  problems: ["webhookEndpoint.not_found", "webhookEndpoint.url_refused"],
});

export const deleteWebhookEndpoint = operation({
  id: "webhookEndpoints.delete",
  method: "delete",
  path: "/v1/webhook-endpoints/{endpoint}",
  summary: "Delete a webhook endpoint",
  description: "Nothing more is sent, and its secrets are gone at once. Answers what it was.",
  access: write,
  params,
  response: WebhookEndpoint,
  problems: ["webhookEndpoint.not_found"],
});

export const rotateWebhookSecret = operation({
  id: "webhookEndpoints.rotateSecret",
  method: "post",
  path: "/v1/webhook-endpoints/{endpoint}/rotate-secret",
  summary: "Sign with a new secret",
  description:
    "Until the overlap has passed, what is sent carries a signature by each of the last four secrets. After a leak, an overlap of 0 ends earlier ones at once.",
  access: write,
  params,
  body: z
    .strictObject({
      overlapSeconds: z.int().min(0).max(2_592_000).default(86_400),
      signature: WebhookSignature.optional().meta({ description: "As before, if it is not sent." }),
    })
    .meta({ id: "WebhookSecretInput" }),
  response: NewWebhookEndpoint,
  status: 201,
  problems: ["webhookEndpoint.not_found"],
});

export const WebhookAttempt = z
  .object({
    number: z.int(),
    startedAt: Timestamp,
    durationMilliseconds: z.int(),
    status: z.int().nullable().meta({ description: "Of the HTTP answer; null when there was none." }),
    error: z
      .enum(["address_refused", "name_not_found", "connection_failed", "tls_failed", "timed_out"])
      .nullable()
      .meta({ description: "Why there was no answer. `address_refused`: the address is not a public one." }),
    response: z.string().nullable().meta({ description: "How the answer's body begins." }),
  })
  .meta({ id: "WebhookAttempt" });

export const deliveryStatuses = ["pending", "succeeded", "failed"] as const;

export const WebhookDelivery = z
  .object({
    id: EventId.meta({ description: "The event's id, which the receiver saw as `webhook-id`." }),
    type: z.string().meta({ example: "enrollment.created" }),
    status: z.enum(deliveryStatuses),
    nextAttemptAt: Timestamp.nullable(),
    attempts: z.array(WebhookAttempt).meta({ description: "The last 20, newest first." }),
    createdAt: Timestamp,
  })
  .meta({ id: "WebhookDelivery", description: "One event on its way to one endpoint. Kept for 30 days." });
export type WebhookDelivery = z.output<typeof WebhookDelivery>;

export const listWebhookDeliveries = operation({
  id: "webhookDeliveries.list",
  method: "get",
  path: "/v1/webhook-endpoints/{endpoint}/deliveries",
  summary: "What was sent to an endpoint, newest event first",
  access: read,
  params,
  query: listQuery.extend({ status: z.enum(deliveryStatuses).optional().meta({ example: "failed" }) }),
  response: page("WebhookDelivery", WebhookDelivery),
  problems: ["webhookEndpoint.not_found", "cursor.invalid"],
});

export const retryWebhookDelivery = operation({
  id: "webhookDeliveries.retry",
  method: "post",
  path: "/v1/webhook-endpoints/{endpoint}/deliveries/{delivery}/retry",
  summary: "Send one event again",
  description: "At once, and by the whole schedule should it fail, whether or not it was taken before.",
  access: write,
  params: params.extend({ delivery: EventId }),
  response: WebhookDelivery,
  problems: ["webhookEndpoint.not_found", "webhookEndpoint.disabled", "webhookDelivery.not_found"],
});

export const replayWebhooks = operation({
  id: "webhookEndpoints.replay",
  method: "post",
  path: "/v1/webhook-endpoints/{endpoint}/replay",
  summary: "Send what has happened since an instant again",
  description:
    "`failed`: what was not taken, and what was never sent. `all`: what was taken, too. It may begin a minute before the instant.",
  access: write,
  params,
  body: z
    .strictObject({
      since: Timestamp.meta({ description: "At most 30 days ago." }),
      which: z.enum(["failed", "all"]).default("failed"),
    })
    .meta({ id: "WebhookReplayInput" }),
  response: WebhookEndpoint,
  problems: ["webhookEndpoint.not_found", "webhookEndpoint.disabled"],
});

export const testWebhookEndpoint = operation({
  id: "webhookEndpoints.test",
  method: "post",
  path: "/v1/webhook-endpoints/{endpoint}/test",
  summary: "Send a ping to an endpoint",
  description:
    "An event `webhook_endpoint.ping`, whatever types the endpoint asks for. The deliveries tell how it went.",
  access: write,
  params,
  response: WebhookDelivery,
  status: 201,
  problems: ["webhookEndpoint.not_found", "webhookEndpoint.disabled"],
});

const ping = z.object({
  type: z.literal("webhook_endpoint.ping"),
  timestamp: Timestamp,
  id: EventId,
  user: z.null(),
  data: z.object({ endpoint: WebhookEndpointId }),
});

type AsWebhook<E> = E extends Event ? Omit<E, "createdAt"> & { timestamp: string } : never;

/** Whatever becomes an event becomes a webhook, with `timestamp` in place of `createdAt`, as Standard Webhooks has it. */
const told = Event.options.map(({ shape: { createdAt, ...shape } }) => z.object({ ...shape, timestamp: createdAt }));

export type WebhookEvent = AsWebhook<Event> | z.output<typeof ping>;
export const WebhookEvent = z.discriminatedUnion("type", [ping, ...told]).meta({
  id: "WebhookEvent",
  description: "The body of a webhook: an event, or a ping.",
}) as unknown as z.ZodType<WebhookEvent>;
