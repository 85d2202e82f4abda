import type { Tenant } from "../platform/context.ts";
import { asTenant, type Sql, type Transaction } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";

export interface Claimed {
  tenant: Pick<Tenant, "id" | "publicId" | "mode">;
  endpointId: string;
}

// So long after a crash another worker goes on. Extended well before it ends.
const leaseMilliseconds = 30_000;

/** Where nothing is due, a worker looks again after so long, should a hint have been lost. */
const lookAgainMilliseconds = 10_000;
/** Where an event waits for a transaction that is still under way. */
const heldBackMilliseconds = 200;

const after = (now: Date, milliseconds: number): Date => new Date(now.getTime() + milliseconds);

/** Takes endpoints that are due, those that wait longest first, and those of tenants where something has just happened. */
export async function claimEndpoints(
  operator: Sql,
  worker: string,
  now: Date,
  hintedTenants: readonly number[],
  limit: number,
): Promise<Claimed[]> {
  if (limit <= 0) return [];
  const until = after(now, leaseMilliseconds);
  // Arrays, so that each is updated by its key: of a join the planner makes what it likes, were it of all endpoints there are.
  const take = (which: ReturnType<Sql>) => operator<
    { tenant_id: number; id: string; public_id: string; mode: Tenant["mode"] }[]
  >`
    with due as (
      select tenant_id, id from webhook_endpoints
      where enabled and free_at <= ${now} and ${which}
      order by due_at
      limit ${limit}
      for update skip locked
    ), taken as (
      update webhook_endpoints set leased_by = ${worker}, due_at = ${until}, free_at = ${until}
      where tenant_id = any (array(select tenant_id from due)) and id = any (array(select id from due))
      returning tenant_id, id
    )
    select taken.tenant_id, taken.id, t.public_id, t.mode
    from taken
    cross join lateral (select public_id, mode from tenants where id = taken.tenant_id limit 1) t`;
  const rows = [
    ...(hintedTenants.length > 0 ? await take(operator`tenant_id = any(${[...hintedTenants]})`) : []),
    ...(await take(operator`due_at <= ${now}`)),
  ];
  return rows.map((row) => ({
    tenant: { id: row.tenant_id, publicId: typedId("ten", row.public_id), mode: row.mode },
    endpointId: row.id,
  }));
}

/** Keeps all that this worker has and that nobody has taken from it. */
export async function extendLeases(operator: Sql, worker: string, now: Date): Promise<void> {
  const until = after(now, leaseMilliseconds);
  await operator`
    update webhook_endpoints set due_at = ${until}, free_at = ${until}
    where leased_by = ${worker} and free_at > ${now}`;
}

/** Why a worker has done what it could for now. */
export interface Release {
  /** The endpoint asked for a pause. */
  pausedUntil: Date | null;
  /** Work is left, for whoever comes next. */
  isUnfinished: boolean;
  isHeldBack: boolean;
}

/** Gives an endpoint back, due when its next delivery is. */
export async function releaseEndpoint(
  sql: Sql,
  worker: string,
  { tenant, endpointId }: Claimed,
  now: Date,
  { pausedUntil, isUnfinished, isHeldBack }: Release,
): Promise<void> {
  const freeAt = pausedUntil ?? now;
  const lookAgainAt = isUnfinished ? now : after(now, isHeldBack ? heldBackMilliseconds : lookAgainMilliseconds);
  await asTenant(
    sql,
    tenant.id,
    (tx) => tx`
      update webhook_endpoints
      set leased_by = null, free_at = ${freeAt},
        due_at = greatest(${freeAt}, least(${lookAgainAt}, ${nextDue(tx, tenant.id, endpointId)}))
      where tenant_id = ${tenant.id} and id = ${endpointId} and leased_by = ${worker}`,
  );
}

const nextDue = (tx: Transaction, tenantId: number, endpointId: string) => tx`(
  select min(next_attempt_at) from webhook_deliveries
  where tenant_id = ${tenantId} and endpoint_id = ${endpointId} and status = 'pending')`;
