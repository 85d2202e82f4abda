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

type Outcome = "delivered" | "host_absent" | "cancelled" | "unknown";

/** Releases or refunds what has waited for a session, in batches. What became of the session is decided once. */
export async function settleSession(
  { sql, hints, log }: Pick<Context, "sql" | "hints" | "log">,
  mover: Mover,
  session: string,
  overSince: Date,
): Promise<void> {
  const { tenant, clock } = mover;
  const decided = await decideOutcome(sql, mover, session, overSince);
  if (!decided) return;
  const { outcome, isMeasured } = decided;
  const { attendedPercent, release } = tenant.settings;
  const rule = isMeasured ? { ...release.attendance, attendedPercent } : { mode: "ignore" };
  const by = moverOf(mover, { reason: outcome });
  let settled = 0;
  let unsettled = 0;
  for (let after: string | null = first; after !== null; ) {
    const [row]: { page: Page }[] = await withRetry(
      () => sql`
        select holds_settle_session(${tenant.id}, ${clock.now()}, ${session}, ${outcome},
          ${sql.json(rule as never)}, null, ${after}, ${batchSize}, ${sql.json(by as never)}) as page`,
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

interface Decided {
  outcome: Outcome;
  /** Whether anybody has reported who was there. */
  isMeasured: boolean;
}

/** Null when the session has been put off since it was found to be over. */
async function decideOutcome(sql: Sql, mover: Mover, session: string, overSince: Date): Promise<Decided | null> {
  const { tenant, clock } = mover;
  return asTenant(sql, tenant.id, async (tx) => {
    // Who moves or cancels it waits, and then learns that it has been decided.
    const [over] = await tx<{ is_cancelled: boolean }[]>`
      select cancelled_at is not null as is_cancelled from offerings
      where tenant_id = ${tenant.id} and id = ${session} and (ends_at <= ${overSince} or cancelled_at is not null)
      for share`;
    if (!over) return null;
    const [host] = await tx<{ seconds: number | null }[]>`
      select session_host_seconds(${tenant.id}, ${clock.now()}, ${session}) as seconds`;
    const seconds = host?.seconds ?? null;
    const isMeasured = seconds !== null;
    const outcome = over.is_cancelled ? "cancelled" : outcomeOf(seconds, tenant.settings.release.unknownPresence);
    const [made] = await tx`
      insert into session_outcomes (tenant_id, session_id, outcome, decided_at)
      values (${tenant.id}, ${session}, ${outcome}, ${clock.now()})
      on conflict do nothing returning outcome`;
    if (made) {
      await recordEvent(tx, mover, "session.settled", null, { offering: session, outcome });
      return { outcome, isMeasured };
    }
    const [decided] = await tx<{ outcome: Outcome }[]>`
      select outcome from session_outcomes where tenant_id = ${tenant.id} and session_id = ${session}`;
    return { outcome: decided?.outcome ?? outcome, isMeasured };
  });
}

/** By how long the host was there; null is unknown. */
function outcomeOf(hostSeconds: number | null, unknownPresence: "release" | "decide"): Outcome {
  if (hostSeconds === 0) return "host_absent";
  return hostSeconds === null && unknownPresence === "decide" ? "unknown" : "delivered";
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
