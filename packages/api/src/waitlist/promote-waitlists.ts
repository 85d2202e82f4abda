import type { Context } from "../platform/context.ts";
import type { JobContext } from "../platform/jobs.ts";
import { withRetry } from "../platform/retry.ts";

/**
 * Offers what places have got free to the next in line, at once. Never throws: what has freed them is committed, the places
 * are promised to the line whether or not this succeeds, and the job comes within a minute.
 */
export async function promoteWaitlists(context: Context, offerings: readonly string[]): Promise<void> {
  if (offerings.length === 0) return;
  await promote(context, offerings, context.requestId).catch((error: unknown) => {
    context.log.warn({ error: String(error), offerings }, "free places are offered later");
  });
}

/** The same, for the job. Nobody in particular does it: it follows from the line. */
export async function promote(
  { sql, tenant, clock, hints }: JobContext,
  offerings: readonly string[],
  requestId: string,
): Promise<void> {
  const by = { actor: "job:promote-waitlists", request_id: requestId };
  const [row] = await withRetry(
    () => sql<{ changed: number }[]>`
      select waitlist_promote(${tenant.id}, ${clock.now()}, ${[...offerings]}, ${tenant.settings.waitlist.offerHours},
        ${sql.json(by)}) as changed`,
  );
  if (row && row.changed > 0) hints.send(tenant.id);
}
