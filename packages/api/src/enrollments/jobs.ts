import { moverFor, moverOf } from "../holds/index.ts";
import { asTenant } from "../platform/database.ts";
import type { JobContext, TenantJob } from "../platform/jobs.ts";
import { withRetry } from "../platform/retry.ts";

// Small enough to let a learner who cancels at this moment wait no longer than a blink.
const batchSize = 200;
const first = "00000000-0000-0000-0000-000000000000";
const name = "pay-back-sessions";

interface Page {
  last: string | null;
  paid_back: number;
  left: string[];
}

/** Gives back what was paid for cancelled sessions. What waits in a hold goes back as the session is settled. */
export const payBackSessions: TenantJob = {
  name,
  cron: "* * * * *",
  async run(context) {
    const { sql, tenant } = context;
    const cancelled = await asTenant(
      sql,
      tenant.id,
      (tx) => tx<{ id: string }[]>`
        select id from offerings
        where tenant_id = ${tenant.id} and cancelled_at is not null and paid_back_at is null order by id`,
    );
    for (const { id } of cancelled) await payBack(context, id);
  },
};

async function payBack(context: JobContext, session: string): Promise<void> {
  const { sql, tenant, clock, hints, log } = context;
  const by = moverOf(moverFor(context, name), { reason: "cancelled" });
  let paidBack = 0;
  const left: string[] = [];
  for (let after: string | null = first; after !== null; ) {
    const [row]: { page: Page }[] = await withRetry(
      () => sql`
        select pay_back_session(${tenant.id}, ${clock.now()}, ${session}, ${after}, ${batchSize},
          ${sql.json(by as never)}) as page`,
    );
    paidBack += row?.page.paid_back ?? 0;
    left.push(...(row?.page.left ?? []));
    after = row?.page.last ?? null;
  }
  if (left.length > 0) log.warn({ session, transactions: left }, "payments that could not be given back");
  else await markPaidBack(context, session);
  if (paidBack === 0) return;
  hints.send(tenant.id);
  log.info({ tenant: tenant.publicId, session, payments: paidBack }, "cancelled session paid back");
}

/** So that it need not be looked at again. An hour later: a purchase of the last moment may still be on its way. */
async function markPaidBack({ sql, tenant, clock }: JobContext, session: string): Promise<void> {
  await asTenant(
    sql,
    tenant.id,
    (tx) => tx`
      update offerings set paid_back_at = ${clock.now()}
      where tenant_id = ${tenant.id} and id = ${session}
        and cancelled_at < ${clock.now()}::timestamptz - interval '1 hour'`,
  );
}
