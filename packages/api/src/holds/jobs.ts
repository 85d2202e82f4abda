import { asTenant } from "../platform/database.ts";
import type { TenantJob } from "../platform/jobs.ts";
import { withRetry } from "../platform/retry.ts";
import { decideOverdueHolds } from "./decide-overdue-holds.ts";
import { moverFor, moverOf } from "./move-holds.ts";
import { settleSession } from "./settle-session.ts";

const batchSize = 500;
const first = "00000000-0000-0000-0000-000000000000";

/** Settles the sessions whose time to dispute has passed, and cancelled ones at once. */
export const settleSessions: TenantJob = {
  name: "settle-sessions",
  cron: "* * * * *",
  async run(context) {
    const { sql, tenant, clock } = context;
    const since = new Date(clock.now().getTime() - tenant.settings.release.disputeHours * 3_600_000);
    const due = await asTenant(
      sql,
      tenant.id,
      (tx) => tx<{ id: string }[]>`select id from sessions_to_settle(${tenant.id}, ${since})`,
    );
    for (const { id } of due) {
      await settleSession(context, moverFor(context, "settle-sessions"), id, since);
    }
  },
};

/** Releases what no session is waited for, once the policy gives nothing back any more. */
export const releaseDueHolds: TenantJob = {
  name: "release-due-holds",
  cron: "*/10 * * * *",
  async run(context) {
    const { sql, tenant, clock, hints } = context;
    const { from, hours } = tenant.settings.cancellation;
    const by = moverOf(moverFor(context, "release-due-holds"), { reason: "refund window over" });
    for (let after: string | null = first; after !== null; ) {
      const [row]: { page: { last: string | null; released: number } }[] = await withRetry(
        () => sql`
          select holds_release_due(${tenant.id}, ${clock.now()}, ${from}, ${hours}, ${after}, ${batchSize},
            ${sql.json(by as never)}) as page`,
      );
      if (row && row.page.released > 0) hints.send(tenant.id);
      after = row?.page.last ?? null;
    }
  },
};

/** Warns of disputes that nobody decides, and gives back in the end what is held. */
export const decideOverdue: TenantJob = {
  name: "decide-overdue-holds",
  cron: "23 * * * *",
  async run(context) {
    const limit = context.tenant.settings.disputeLimit;
    if (limit) await decideOverdueHolds(context, moverFor(context, "decide-overdue-holds"), limit);
  },
};
