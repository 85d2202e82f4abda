import type { Context } from "../platform/context.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { disableEndpoint } from "./disable-endpoint.ts";
import { delayAfter, failingSecondsMax } from "./schedule.ts";
import type { Outcome } from "./send.ts";

interface Attempted {
  eventId: string;
  step: number;
}

/** Notes how an attempt went, and what follows: nothing more, another attempt, or the end of the endpoint. */
export async function recordAttempt(
  context: Context,
  endpointId: string,
  { eventId, step }: Attempted,
  outcome: Outcome & { startedAt: Date },
  random: () => number,
): Promise<void> {
  const { sql, tenant, clock, hints } = context;
  const now = clock.now();
  const succeeded = outcome.status !== null && outcome.status >= 200 && outcome.status < 300;
  const isGone = outcome.status === 410;
  const delay = succeeded || isGone ? null : delayAfter(step + 1, retryAfterOf(outcome), random);
  const next = delay === null ? null : new Date(now.getTime() + delay * 1000);
  const disabled = await asTenant(sql, tenant.id, async (tx) => {
    // Taken is taken: a second worker, whose lease had ended, may come with a failure afterwards.
    const [row] = await tx<{ attempts: number }[]>`
      update webhook_deliveries
      set attempts = attempts + 1, step = ${step + 1},
        status = case when ${succeeded} then 'succeeded' when status <> 'pending' then status
          when ${next}::timestamptz is null then 'failed' else 'pending' end,
        next_attempt_at = case when not ${succeeded} and status = 'pending' then ${next}::timestamptz end
      where tenant_id = ${tenant.id} and endpoint_id = ${endpointId} and event_id = ${eventId}
      returning attempts`;
    // Its endpoint was deleted meanwhile.
    if (!row) return false;
    await tx`
      insert into webhook_attempts (tenant_id, endpoint_id, event_id, number, started_at, duration_milliseconds, status, error,
        response)
      values (${tenant.id}, ${endpointId}, ${eventId}, ${row.attempts}, ${outcome.startedAt}, ${outcome.durationMilliseconds},
        ${outcome.status}, ${outcome.error}, ${outcome.response})`;
    if (succeeded) {
      await tx`
        update webhook_endpoints set failing_since = null
        where tenant_id = ${tenant.id} and id = ${endpointId} and failing_since is not null`;
      return false;
    }
    const failingSeconds =
      (now.getTime() - (await noteFailure(tx, context, endpointId, outcome.startedAt)).getTime()) / 1000;
    if (!isGone && failingSeconds < failingSecondsMax) return false;
    await disableEndpoint(tx, context, endpointId, isGone ? "gone" : "failing");
    return true;
  });
  if (disabled) hints.send(tenant.id);
}

/** Since when the endpoint has taken nothing. */
async function noteFailure(tx: Transaction, { tenant }: Context, endpointId: string, at: Date): Promise<Date> {
  await tx`
    update webhook_endpoints set failing_since = ${at}
    where tenant_id = ${tenant.id} and id = ${endpointId} and failing_since is null`;
  const [row] = await tx<{ failing_since: Date }[]>`
    select failing_since from webhook_endpoints where tenant_id = ${tenant.id} and id = ${endpointId}`;
  return row?.failing_since ?? at;
}

const retryAfterOf = ({ status, retryAfterSeconds }: Outcome): number | null =>
  status === 429 || status === 503 ? retryAfterSeconds : null;
