import type { catalog } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context, Outcome } from "../platform/context.ts";
import { recordEvent } from "../platform/events.ts";
import { idempotently } from "../platform/idempotency.ts";
import { ProblemError } from "../platform/problem.ts";
import { selectAndLockOutcomes, selectOptionalOffering } from "./queries.ts";

/** A session will not take place. What waits for it goes back by the job that settles sessions. */
export async function cancelSession(context: Context, id: string, reason: string): Promise<Outcome<catalog.Offering>> {
  const { tenant, clock } = context;
  const outcome = await idempotently(context, async (tx) => {
    const before = await selectOptionalOffering(tx, tenant.id, id);
    if (!before) throw new ProblemError("offering.not_found", {});
    if (before.kind !== "session") throw new ProblemError("offering.not_a_session", {});
    const outcome = (await selectAndLockOutcomes(tx, tenant.id, [id])).get(id);
    if (outcome !== undefined && outcome !== "cancelled") throw new ProblemError("offering.settled", { outcome });
    const cancelled = await tx`
      update offerings set cancelled_at = ${clock.now()}, available = false, updated_at = ${clock.now()}
      where tenant_id = ${tenant.id} and id = ${id} and cancelled_at is null`;
    if (cancelled.count > 0) {
      await recordEvent(tx, context, "session.cancelled", null, { offering: id, reason });
      await recordEvent(tx, context, "offering.updated", null, { offering: id });
      await recordAudit(tx, context, "session.cancelled", `offering:${id}`, null, { reason });
    }
    return (await selectOptionalOffering(tx, tenant.id, id)) ?? before;
  });
  if (!outcome.replayed) context.hints.send(tenant.id);
  return outcome;
}
