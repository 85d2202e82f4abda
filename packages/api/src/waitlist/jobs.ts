import { asTenant } from "../platform/database.ts";
import type { TenantJob } from "../platform/jobs.ts";
import { promote } from "./promote-waitlists.ts";

// Their places are locked together.
const offeringsMax = 50;

/** Ends the offers whose window has passed, and offers what is free to the next: time frees places without a word. */
export const promoteAll: TenantJob = {
  name: "promote-waitlists",
  cron: "* * * * *",
  async run(context) {
    const { sql, tenant, clock } = context;
    const due = await asTenant(
      sql,
      tenant.id,
      (tx) => tx<{ id: string }[]>`select id from waitlist_due(${tenant.id}, ${clock.now()}) id`,
    );
    for (let from = 0; from < due.length; from += offeringsMax) {
      const offerings = due.slice(from, from + offeringsMax).map(({ id }) => id);
      await promote(context, offerings, "job_promote-waitlists");
    }
  },
};
