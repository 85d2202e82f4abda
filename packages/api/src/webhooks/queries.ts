import type { webhooks } from "@bursar/sdk/contract";
import type { Transaction } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";

export const signingSecretsMax = 4;

interface EndpointRow {
  id: string;
  url: string;
  description: string;
  event_types: webhooks.WebhookEndpoint["eventTypes"];
  enabled: boolean;
  disabled_at: Date | null;
  disabled_reason: webhooks.WebhookEndpoint["disabledReason"];
  failing_since: Date | null;
  secrets: webhooks.WebhookEndpoint["secrets"];
  created_at: Date;
  updated_at: Date;
}

const endpointOf = (row: EndpointRow): webhooks.WebhookEndpoint => ({
  id: typedId("whe", row.id),
  url: row.url,
  description: row.description,
  eventTypes: row.event_types,
  enabled: row.enabled,
  disabledAt: row.disabled_at?.toISOString() ?? null,
  disabledReason: row.disabled_reason,
  failingSince: row.failing_since?.toISOString() ?? null,
  secrets: row.secrets,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

/** Of one tenant, newest first: all of them, or the one with the id. */
export async function selectEndpoints(
  tx: Transaction,
  tenantId: number,
  now: Date,
  id?: string,
): Promise<webhooks.WebhookEndpoint[]> {
  const rows = await tx<EndpointRow[]>`
    select id, url, description, event_types, enabled, disabled_at, disabled_reason, failing_since, created_at, updated_at,
      (select coalesce(jsonb_agg(jsonb_build_object('signature', signature, 'publicKey', public_key,
          'createdAt', created_at, 'retiresAt', retires_at) order by id desc), '[]')
        from (${signing(tx, tenantId, now, tx`e.id`)}) s) as secrets
    from webhook_endpoints e
    where tenant_id = ${tenantId} and deleted_at is null ${id === undefined ? tx`` : tx`and id = ${id}`}
    order by id desc`;
  return rows.map(endpointOf);
}

/** Throws `webhookEndpoint.not_found`. */
export async function selectEndpoint(
  tx: Transaction,
  tenantId: number,
  now: Date,
  id: string,
): Promise<webhooks.WebhookEndpoint> {
  const [endpoint] = await selectEndpoints(tx, tenantId, now, id);
  if (!endpoint) throw new ProblemError("webhookEndpoint.not_found", {});
  return endpoint;
}

/** Throws `webhookEndpoint.not_found`. Whoever changes an endpoint does so one after the other. */
export async function lockEndpoint(tx: Transaction, tenantId: number, id: string): Promise<{ enabled: boolean }> {
  const [row] = await tx<{ enabled: boolean }[]>`
    select enabled from webhook_endpoints
    where tenant_id = ${tenantId} and id = ${id} and deleted_at is null for update`;
  if (!row) throw new ProblemError("webhookEndpoint.not_found", {});
  return row;
}

/** The same, of one that is sent something. Throws `webhookEndpoint.disabled`, too. */
export async function lockEnabledEndpoint(tx: Transaction, tenantId: number, id: string): Promise<void> {
  const { enabled } = await lockEndpoint(tx, tenantId, id);
  if (!enabled) throw new ProblemError("webhookEndpoint.disabled", {});
}

/** Has a worker look now. */
export async function makeDue(tx: Transaction, tenantId: number, id: string, now: Date): Promise<void> {
  await tx`update webhook_endpoints set due_at = ${now} where tenant_id = ${tenantId} and id = ${id}`;
}

// Without a bound, whoever rotates often would outgrow the header.
const signing = (tx: Transaction, tenantId: number, now: Date, endpoint: ReturnType<Transaction>) => tx`
  select id, signature, ciphertext, public_key, created_at, retires_at from webhook_secrets
  where tenant_id = ${tenantId} and endpoint_id = ${endpoint} and (retires_at is null or retires_at > ${now})
  order by id desc limit ${signingSecretsMax}`;

export interface SecretRow {
  signature: webhooks.WebhookSignature;
  ciphertext: string;
}

/** What an endpoint's messages are signed with, newest first. */
export async function selectSigningSecrets(
  tx: Transaction,
  tenantId: number,
  now: Date,
  endpointId: string,
): Promise<SecretRow[]> {
  return signing(tx, tenantId, now, tx`${endpointId}`) as unknown as Promise<SecretRow[]>;
}

interface DeliveryRow {
  event_id: string;
  type: string;
  status: webhooks.WebhookDelivery["status"];
  next_attempt_at: Date | null;
  created_at: Date;
  attempts: webhooks.WebhookDelivery["attempts"];
}

interface DeliveryFilter {
  eventId?: string | undefined;
  status?: webhooks.WebhookDelivery["status"] | undefined;
  belowEventId?: string | null;
  limit: number;
}

/** What was sent to an endpoint, newest event first, below a cursor. */
export async function selectDeliveries(
  tx: Transaction,
  tenantId: number,
  endpointId: string,
  { eventId, status, belowEventId = null, limit }: DeliveryFilter,
): Promise<{ eventId: string; delivery: webhooks.WebhookDelivery }[]> {
  const rows = await tx<DeliveryRow[]>`
    select event_id, type, status, next_attempt_at, created_at,
      (select coalesce(jsonb_agg(jsonb_build_object('number', number, 'startedAt', started_at,
          'durationMilliseconds', duration_milliseconds, 'status', a.status, 'error', error, 'response', response)
          order by number desc), '[]')
        from (select * from webhook_attempts
          where tenant_id = d.tenant_id and endpoint_id = d.endpoint_id and event_id = d.event_id
          order by number desc limit 20) a) as attempts
    from webhook_deliveries d
    where tenant_id = ${tenantId} and endpoint_id = ${endpointId}
      ${eventId === undefined ? tx`` : tx`and event_id = ${eventId}`}
      ${status === undefined ? tx`` : tx`and status = ${status}`}
      ${belowEventId === null ? tx`` : tx`and event_id < ${belowEventId}`}
    order by event_id desc
    limit ${limit}`;
  return rows.map((row) => ({
    eventId: row.event_id,
    delivery: {
      id: typedId("evt", row.event_id),
      type: row.type,
      status: row.status,
      nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
      attempts: row.attempts,
      createdAt: row.created_at.toISOString(),
    },
  }));
}

/** Throws `webhookDelivery.not_found`. */
export async function selectDelivery(
  tx: Transaction,
  tenantId: number,
  endpointId: string,
  eventId: string,
): Promise<webhooks.WebhookDelivery> {
  const [found] = await selectDeliveries(tx, tenantId, endpointId, { eventId, limit: 1 });
  if (!found) throw new ProblemError("webhookDelivery.not_found", {});
  return found.delivery;
}
