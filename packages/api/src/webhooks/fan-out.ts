import { webhooks } from "@bursar/sdk/contract";
import { type PlacedEvent, type Position, selectEventsAfter, selectIsHeldBack } from "../events/index.ts";
import type { Transaction } from "../platform/database.ts";

const eventsPerPage = 200;

/** Where an endpoint stands, and what it asks for. */
export interface Reader {
  id: string;
  cursor: Position;
  resendUntil: string | null;
  eventTypes: readonly string[];
}

/**
 * Turns the next events into deliveries and moves the endpoint's cursor, in one transaction: each event becomes one, however
 * often it is read and whoever reads it. Answers whether more may be there to read now, or soon.
 */
export async function fanOut(
  tx: Transaction,
  tenantId: number,
  { id, cursor, resendUntil, eventTypes }: Reader,
  now: Date,
): Promise<{ isFull: boolean; isHeldBack: boolean }> {
  const placed = await selectEventsAfter(tx, tenantId, cursor, eventsPerPage);
  const isFull = placed.length === eventsPerPage;
  const last = placed.at(-1)?.position;
  if (last) {
    const wanted = placed.filter(({ event }) => eventTypes.length === 0 || eventTypes.includes(event.type));
    const isResent = ({ position }: PlacedEvent) => resendUntil !== null && BigInt(position.xid) <= BigInt(resendUntil);
    const { again = [], once = [] } = Object.groupBy(wanted, (one) => (isResent(one) ? "again" : "once"));
    await insertDeliveries(tx, tenantId, id, now, again.map(deliveryOf), { resend: true });
    await insertDeliveries(tx, tenantId, id, now, once.map(deliveryOf), { resend: false });
  }
  if (last || resendUntil !== null) {
    const isReplaying = isFull && resendUntil !== null && BigInt(last?.xid ?? 0) <= BigInt(resendUntil);
    await tx`
      update webhook_endpoints
      set cursor_xid = ${(last ?? cursor).xid}::xid8, cursor_id = ${(last ?? cursor).id},
        resend_until = ${isReplaying ? resendUntil : null}::xid8
      where tenant_id = ${tenantId} and id = ${id}`;
  }
  return { isFull, isHeldBack: !isFull && (await selectIsHeldBack(tx, tenantId)) };
}

interface NewDelivery {
  /** The event's. */
  id: string;
  type: string;
  body: string;
}

/** What has such a delivery already gets none: it is sent again if it failed, and with `resend` if it was taken. */
export async function insertDeliveries(
  tx: Transaction,
  tenantId: number,
  endpointId: string,
  now: Date,
  deliveries: readonly NewDelivery[],
  { resend }: { resend: boolean },
): Promise<void> {
  if (deliveries.length === 0) return;
  await tx`
    insert into webhook_deliveries as d (tenant_id, endpoint_id, event_id, type, body, next_attempt_at, created_at)
    select ${tenantId}, ${endpointId}, id, type, body, ${now}, ${now}
    from jsonb_to_recordset(${tx.json(deliveries as never)}) as n (id uuid, type text, body text)
    on conflict (tenant_id, endpoint_id, event_id) do update
    set status = 'pending', step = 0, next_attempt_at = excluded.next_attempt_at
    where d.status = 'failed' ${resend ? tx`or d.status = 'succeeded'` : tx``}`;
}

function deliveryOf({ event: { createdAt, ...event }, position }: PlacedEvent): NewDelivery {
  const told = { ...event, timestamp: createdAt } as webhooks.WebhookEvent;
  return { id: position.id, type: event.type, body: bodyOf(told) };
}

/** As it is sent and signed, each time. Parsed like an answer: what the contract doesn't know never leaves. */
export function bodyOf(event: webhooks.WebhookEvent): string {
  const { type, timestamp, id, user, data } = webhooks.WebhookEvent.parse(event);
  return JSON.stringify({ type, timestamp, id, user, data });
}
