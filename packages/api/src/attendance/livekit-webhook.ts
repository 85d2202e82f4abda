import { line, OfferingId, tenants, UserId } from "@bursar/sdk/contract";
import type { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type WebhookEvent, WebhookReceiver } from "livekit-server-sdk";
import type { Variables } from "../platform/api.ts";
import { createLookupLimit } from "../platform/auth/lookup-limit.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import type { Platform } from "../platform/platform.ts";
import { ProblemError } from "../platform/problem.ts";
import { withRetry } from "../platform/retry.ts";
import { type Seen, storeSeen } from "./queries.ts";

const TenantId = tenants.Tenant.shape.id;
const LivekitId = line(200).min(1);
const bytesMax = 64 * 1024;
// The end of the year 9998, as everywhere in the contract.
const secondsMax = Date.UTC(9999, 0) / 1000 - 1;
// Header, claims and signature of a token; a webhook's is some 250 characters long.
const token = /^(?:Bearer +)?([\w-]{1,200}\.[\w-]{1,2000}\.[\w-]{1,100})$/i;

const kinds = new Map<string, Seen["kind"]>([
  ["room_started", "opened"],
  ["room_finished", "closed"],
  ["participant_joined", "joined"],
  ["participant_left", "left"],
  // A connection that never came about; or one that broke while it moved from one server to another.
  ["participant_connection_aborted", "left"],
]);

/**
 * `POST /v1/livekit/{tenant}`: what LiveKit tells of its rooms, signed over the raw body with the tenant's own key. No
 * operation of the contract: it is LiveKit that calls, in its own words. What is in order is answered 200, whether or not
 * it is of use here, since LiveKit repeats whatever is answered anything else.
 */
export function livekitWebhookRoute(http: Hono<Variables>, platform: Platform): void {
  const { credentials, clock, log, sql, environment } = platform;
  // Signatures that are none. The tenant's own LiveKit is never held up by those who pretend to be it.
  const limit = createLookupLimit(clock, environment.RATE_LIMIT_FACTOR);
  const onError = () => {
    throw new ProblemError("request.too_large", { bytesMax });
  };

  http.post("/v1/livekit/:tenant", bodyLimit({ maxSize: bytesMax, onError }), async (c) => {
    const facts = c.get("facts");
    const address = c.get("address");
    facts.operation = "livekit.webhook";
    const tenant = TenantId.safeParse(c.req.param("tenant")).data;
    const signature = c.req.header("authorization")?.match(token)?.[1];
    // Whatever can't be in order costs neither a look-up nor a signature.
    if (tenant === undefined || signature === undefined) throw new ProblemError("auth.unauthenticated", {});
    const livekit = await credentials.livekit(uuidOf(tenant), address);
    if (!livekit) throw new ProblemError("auth.unauthenticated", {});
    const takeBack = limit.take(address);
    const event = await verify(livekit.apiKey, livekit.secret, await c.req.text(), signature);
    takeBack();
    facts.tenant = tenant;

    const outcome = await withRetry(() =>
      asTenant(sql, livekit.tenantId, (tx) => keep(tx, livekit.tenantId, clock.now(), event)),
    );
    if (outcome !== "kept") {
      const room = event.room?.name;
      const user = event.participant?.identity;
      log.info({ requestId: facts.requestId, tenant, event: event.event, room, user, outcome }, "webhook dropped");
    }
    return c.json({});
  });
}

/** Throws for what was not signed with the secret, or too long ago. */
async function verify(apiKey: string, secret: string, body: string, signature: string): Promise<WebhookEvent> {
  try {
    return await new WebhookReceiver(apiKey, secret).receive(body, signature);
  } catch {
    throw new ProblemError("auth.unauthenticated", {});
  }
}

type Outcome = "kept" | "of_no_interest" | "unknown_room" | "unknown_user";

async function keep(tx: Transaction, tenantId: number, now: Date, event: WebhookEvent): Promise<Outcome> {
  const seen = seenOf(event);
  if (!seen) return "of_no_interest";
  const room = OfferingId.safeParse(event.room?.name).data;
  if (room === undefined) return "unknown_room";
  const [row] = await tx<{ offering: string | null }[]>`
    select session_in_room(${tenantId}, ${room}, ${seen.at}) as offering`;
  if (!row?.offering) return "unknown_room";
  const { unknownUsers } = await storeSeen(tx, tenantId, now, row.offering, "livekit", [seen]);
  return unknownUsers.length > 0 ? "unknown_user" : "kept";
}

function seenOf({ event, id, createdAt, participant }: WebhookEvent): Seen | null {
  const kind = kinds.get(event);
  const seconds = Number(createdAt);
  if (kind === undefined || !LivekitId.safeParse(id).success || seconds <= 0 || seconds > secondsMax) return null;
  const at = new Date(seconds * 1000).toISOString();
  if (kind === "opened" || kind === "closed") return { id, kind, user: null, connection: null, host: false, at };
  const user = UserId.safeParse(participant?.identity).data;
  const connection = LivekitId.safeParse(participant?.sid).data;
  return user === undefined || connection === undefined ? null : { id, kind, user, connection, host: false, at };
}
