import type { TenantJob } from "../platform/jobs.ts";

const minute = 60_000;
// So long LiveKit goes on trying to deliver, and then some.
const graceMinutes = 15;
const daysMax = 30;

/** Tells of sessions that have ended how everybody attended. Whoever asks has been answered the same since the end. */
export const recordAttendance: TenantJob = {
  name: "record-attendance",
  cron: "* * * * *",
  async run({ sql, tenant, clock, hints }) {
    const now = clock.now();
    const before = new Date(now.getTime() - graceMinutes * minute);
    const after = new Date(now.getTime() - daysMax * 24 * 60 * minute);
    for (;;) {
      const [row] = await sql<{ session: string | null }[]>`
        select attendance_record_next(${tenant.id}, ${now}, ${after}, ${before}) as session`;
      if (!row?.session) return;
      hints.send(tenant.id);
    }
  },
};
