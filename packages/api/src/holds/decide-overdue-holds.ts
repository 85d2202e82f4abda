import type { holds, tenants } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { recordEvent } from "../platform/events.ts";
import { ProblemError } from "../platform/problem.ts";
import { withRetry } from "../platform/retry.ts";
import { decide } from "./decide-hold.ts";
import type { Mover } from "./move-holds.ts";
import { selectAndLockHoldToDecide, selectOverdueHolds } from "./queries.ts";

type Limit = NonNullable<tenants.TenantSettings["disputeLimit"]>;

const batchSize = 100;
const first = "00000000-0000-0000-0000-000000000000";
const days = (count: number): number => count * 86_400_000;

/**
 * What is in dispute for too long goes back, after a warning. Each hold by itself, under its lock: an admin who decides at the
 * same moment comes before or after, and a wallet that can't be paid holds up no other.
 */
export async function decideOverdueHolds(
  { sql, hints, log }: Pick<Context, "sql" | "hints" | "log">,
  mover: Mover,
  limit: Limit,
): Promise<void> {
  const { tenant, clock } = mover;
  const disputedBefore = new Date(clock.now().getTime() - days(limit.days - limit.warningDays));
  for (let after: string | null = first; after !== null; ) {
    const page = await asTenant(sql, tenant.id, (tx) =>
      selectOverdueHolds(tx, tenant.id, { disputedBefore, aboveId: after as string, limit: batchSize }),
    );
    for (const id of page) {
      try {
        await withRetry(() => asTenant(sql, tenant.id, (tx) => warnOrDecide(tx, mover, id, limit)));
      } catch (error) {
        if (!(error instanceof ProblemError) || error.status >= 500) throw error;
        log.warn({ hold: id, code: error.code }, "a hold that could not be refunded");
      }
    }
    if (page.length > 0) hints.send(tenant.id);
    after = page.length === batchSize ? (page.at(-1) ?? null) : null;
  }
}

async function warnOrDecide(tx: Transaction, mover: Mover, id: string, limit: Limit): Promise<void> {
  const now = mover.clock.now();
  const hold = await selectAndLockHoldToDecide(tx, mover.tenant.id, id);
  if (hold.status !== "held" || !hold.dispute) return;
  const disputedAt = new Date(hold.dispute.at);
  const warnedAt = await selectWarning(tx, mover, hold, disputedAt);
  const decidesAt = new Date(
    Math.max(disputedAt.getTime() + days(limit.days), (warnedAt ?? now).getTime() + days(limit.warningDays)),
  );
  if (warnedAt === null) await warn(tx, mover, hold, { disputedAt, decidesAt });
  else if (now >= decidesAt) {
    await decide(tx, mover, hold, { release: 0, refund: hold.held, clawback: 0, reason: "nobody has decided" });
  }
}

// The audit log is never cleared away, as events are: it remembers whether this dispute was warned of.
const warning = "hold.decision_due";

async function selectWarning(
  tx: Transaction,
  { tenant }: Mover,
  { id }: holds.Hold,
  disputedAt: Date,
): Promise<Date | null> {
  const [row] = await tx<{ warned_at: Date | null }[]>`
    select max(created_at) as warned_at from audit_records
    where tenant_id = ${tenant.id} and object = ${`hold:${id}`} and action = ${warning}
      and after ->> 'disputedAt' = ${disputedAt.toISOString()}`;
  return row?.warned_at ?? null;
}

interface Due {
  disputedAt: Date;
  decidesAt: Date;
}

async function warn(tx: Transaction, mover: Mover, hold: holds.Hold, { disputedAt, decidesAt }: Due): Promise<void> {
  const { id, enrollment, offering, currency, held: amount } = hold;
  const due = { amount, decidesAt: decidesAt.toISOString() };
  // Whoever decides hears of it; the learner need not wait for that.
  await recordEvent(tx, mover, "hold.decision_due", null, { hold: id, enrollment, offering, currency, ...due });
  await recordAudit(tx, mover, warning, `hold:${id}`, null, { ...due, disputedAt: disputedAt.toISOString() });
}
