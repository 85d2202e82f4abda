import type { Context } from "../platform/context.ts";
import { asTenant, type Sql } from "../platform/database.ts";
import { recordEvent } from "../platform/events.ts";
import { withRetry } from "../platform/retry.ts";
import { type Mover, moverOf } from "./move-holds.ts";

// Small enough to let a learner who cancels at this moment wait no longer than a blink.
const batchSize = 200;
const first = "00000000-0000-0000-0000-000000000000";

interface Page {
  last: string | null;
  settled: number;
  waiting: number;
  left: string[];
}

type Outcome = "delivered" | "host_absent" | "cancelled";

/** Releases or refunds what has waited for a session, in batches. What became of the session is decided once. */
export async function settleSession(
  { sql, hints, log }: Pick<Context, "sql" | "hints" | "log">,
  mover: Mover,
  session: string,
  isCancelled: boolean,
): Promise<void> {
  const { tenant, clock } = mover;
  const outcome = await decideOutcome(sql, mover, session, isCancelled);
  const by = moverOf(mover, { reason: outcome });
  let settled = 0;
  let unsettled = 0;
  for (let after: string | null = first; after !== null; ) {
    const [row]: { page: Page }[] = await withRetry(
      () => sql`
        select holds_settle_session(${tenant.id}, ${clock.now()}, ${session}, ${outcome},
          ${sql.json(tenant.settings.release.attendance as never)}, null, ${after}, ${batchSize}, ${sql.json(by as never)}) as page`,
    );
    if (row?.page.left.length) log.warn({ session, holds: row.page.left }, "holds that could not be refunded");
    settled += row?.page.settled ?? 0;
    unsettled += (row?.page.waiting ?? 0) + (row?.page.left.length ?? 0);
    after = row?.page.last ?? null;
    hints.send(tenant.id);
  }
  if (unsettled === 0) await markSettled(sql, mover, session);
  if (settled > 0) log.info({ tenant: tenant.publicId, session, outcome, holds: settled }, "session settled");
}

async function decideOutcome(sql: Sql, mover: Mover, session: string, isCancelled: boolean): Promise<Outcome> {
  const { tenant, clock } = mover;
  return asTenant(sql, tenant.id, async (tx) => {
    const outcome: Outcome = isCancelled ? "cancelled" : "delivered";
    const [made] = await tx`
      insert into session_outcomes (tenant_id, session_id, outcome, decided_at)
      values (${tenant.id}, ${session}, ${outcome}, ${clock.now()})
      on conflict do nothing returning outcome`;
    if (made) {
      await recordEvent(tx, mover, "session.settled", null, { offering: session, outcome });
      return outcome;
    }
    const [decided] = await tx<{ outcome: Outcome }[]>`
      select outcome from session_outcomes where tenant_id = ${tenant.id} and session_id = ${session}`;
    return decided?.outcome ?? outcome;
  });
}

/** So that it need not be looked at again. An hour later: a purchase of the last moment may still be on its way. */
async function markSettled(sql: Sql, { tenant, clock }: Mover, session: string): Promise<void> {
  await asTenant(
    sql,
    tenant.id,
    (tx) => tx`
      update session_outcomes d set settled_at = ${clock.now()}
      from offerings o
      where d.tenant_id = ${tenant.id} and d.session_id = ${session} and o.tenant_id = ${tenant.id} and o.id = d.session_id
        and coalesce(o.cancelled_at, o.ends_at) < ${clock.now()}::timestamptz - interval '1 hour'`,
  );
}
