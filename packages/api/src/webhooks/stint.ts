import { tenants } from "@bursar/sdk/contract";
import { decrypt } from "../platform/auth/encryption.ts";
import type { Context } from "../platform/context.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import type { Platform } from "../platform/platform.ts";
import { fanOut, type Reader } from "./fan-out.ts";
import { type Claimed, releaseEndpoint } from "./leases.ts";
import { selectSigningSecrets } from "./queries.ts";
import { recordAttempt } from "./record-attempt.ts";
import { pauseOf } from "./schedule.ts";
import type { Outcome, Sender } from "./send.ts";
import { type SigningSecret, signatureHeader } from "./sign.ts";

// At once to one endpoint, so that no receiver is flooded. One that has taken nothing of late is tried one by one.
const atOnceMax = 10;
const pageSize = 40;
// Then others get their turn.
const stintMilliseconds = 30_000;

export interface Delivery {
  eventId: string;
  body: string;
  step: number;
}

interface Page {
  url: string;
  failingSince: Date | null;
  deliveries: Delivery[];
  secrets: SigningSecret[];
  isFull: boolean;
  isHeldBack: boolean;
}

interface Options {
  platform: Platform;
  sender: Sender;
  random: () => number;
  worker: string;
  keys: readonly Uint8Array[];
  isStopping: () => boolean;
}

/** How a worker works on an endpoint that it has taken: reads its events, sends what is due, notes how it went, gives it back. */
export function createStint({ platform, sender, random, worker, keys, isStopping }: Options) {
  const { sql, clock } = platform;

  async function takePage(claimed: Claimed): Promise<Page | null> {
    const { tenant, endpointId } = claimed;
    const now = clock.now();
    const page = await asTenant(sql, tenant.id, async (tx) => {
      const endpoint = await selectLeased(tx, claimed, worker);
      if (!endpoint) return null;
      const limit = endpoint.failingSince ? 1 : pageSize;
      let deliveries = await selectDue(tx, claimed, now, limit);
      let more = { isFull: false, isHeldBack: false };
      // Events of an endpoint that can't keep up stay where they are: they need no room there.
      if (deliveries.length < limit) {
        more = await fanOut(tx, tenant.id, endpoint, now);
        deliveries = await selectDue(tx, claimed, now, limit);
      }
      const secrets = await selectSigningSecrets(tx, tenant.id, now, endpointId);
      return { ...endpoint, ...more, deliveries, secrets };
    });
    if (!page) return null;
    if (page.deliveries.length === 0) return { ...page, secrets: [] };
    const secrets = page.secrets.map(async ({ signature, ciphertext }) => ({
      signature,
      bytes: await decrypt(ciphertext, keys),
    }));
    return { ...page, secrets: await Promise.all(secrets) };
  }

  async function attempt({ tenant, endpointId }: Claimed, page: Page, delivery: Delivery): Promise<Outcome> {
    const startedAt = clock.now();
    const id = typedId("evt", delivery.eventId);
    const seconds = Math.floor(startedAt.getTime() / 1000);
    const outcome = await sender.send({
      url: page.url,
      mode: tenant.mode,
      body: delivery.body,
      headers: {
        "content-type": "application/json",
        "user-agent": "Bursar-Webhooks/1",
        "webhook-id": id,
        "webhook-timestamp": String(seconds),
        "webhook-signature": signatureHeader(page.secrets, id, seconds, delivery.body),
      },
    });
    await recordAttempt(contextFor(platform, tenant), endpointId, delivery, { startedAt, ...outcome }, random);
    return outcome;
  }

  return async function work(claimed: Claimed): Promise<void> {
    const start = performance.now();
    for (;;) {
      const page = await takePage(claimed);
      if (!page) return;
      const queue = [...page.deliveries];
      let pausedUntil: Date | null = null;
      const sendOn = async () => {
        for (let next = queue.shift(); next && !pausedUntil && !isStopping(); next = queue.shift()) {
          const outcome = await attempt(claimed, page, next);
          if (outcome.retryAfterSeconds !== null && [429, 503].includes(outcome.status ?? 0)) {
            pausedUntil = new Date(clock.now().getTime() + pauseOf(outcome.retryAfterSeconds) * 1000);
          }
        }
      };
      await Promise.all(Array.from({ length: atOnceMax }, sendOn));
      const isDone = page.deliveries.length === 0 && !page.isFull;
      const isOver = isStopping() || pausedUntil !== null || performance.now() - start > stintMilliseconds;
      if (!isDone && !isOver) continue;
      const { isHeldBack } = page;
      return releaseEndpoint(sql, worker, claimed, clock.now(), { pausedUntil, isUnfinished: !isDone, isHeldBack });
    }
  };
}

interface LeasedRow {
  url: string;
  event_types: string[];
  failing_since: Date | null;
  cursor_xid: string;
  cursor_id: string;
  resend_until: string | null;
}

/** Null when it was taken away: its lease has ended, or it was disabled or deleted. */
async function selectLeased(
  tx: Transaction,
  { tenant, endpointId }: Claimed,
  worker: string,
): Promise<(Reader & Pick<Page, "url" | "failingSince">) | null> {
  const [row] = await tx<LeasedRow[]>`
    select url, event_types, failing_since, cursor_xid::text, cursor_id, resend_until::text from webhook_endpoints
    where tenant_id = ${tenant.id} and id = ${endpointId} and leased_by = ${worker} and enabled
    for update`;
  if (!row) return null;
  return {
    id: endpointId,
    url: row.url,
    failingSince: row.failing_since,
    cursor: { xid: row.cursor_xid, id: row.cursor_id },
    resendUntil: row.resend_until,
    eventTypes: row.event_types,
  };
}

async function selectDue(
  tx: Transaction,
  { tenant, endpointId }: Claimed,
  now: Date,
  limit: number,
): Promise<Delivery[]> {
  const rows = await tx<{ event_id: string; body: string; step: number }[]>`
    select event_id, body, step from webhook_deliveries
    where tenant_id = ${tenant.id} and endpoint_id = ${endpointId} and status = 'pending' and next_attempt_at <= ${now}
    order by next_attempt_at, event_id
    limit ${limit}`;
  return rows.map((row) => ({ eventId: row.event_id, body: row.body, step: row.step }));
}

const contextFor = ({ sql, hot, hints, clock, log }: Platform, tenant: Claimed["tenant"]): Context => ({
  ...{ sql, hot, hints, clock, log },
  tenant: { ...tenant, settings: tenants.defaultSettings },
  actor: { kind: "job", name: "deliver-webhooks" },
  requestId: "webhooks",
  address: null,
  idempotency: null,
});
