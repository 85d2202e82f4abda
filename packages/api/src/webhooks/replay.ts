import type { Body, webhooks } from "@bursar/sdk/contract";
import { selectPositionOf } from "../events/index.ts";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { deliveryDays } from "./jobs.ts";
import { lockEnabledEndpoint, selectEndpoint } from "./queries.ts";

// An event carries the time at which its work began, and lies where its transaction began to write.
const slackMilliseconds = 60_000;

/** Puts the endpoint back to where it was at an instant. What it reads anew is sent as `which` has it. */
export async function replay(
  context: Context,
  endpoint: string,
  { since, which }: Body<typeof webhooks.replayWebhooks>,
): Promise<webhooks.WebhookEndpoint> {
  const { tenant, clock } = context;
  const id = uuidOf(endpoint);
  const now = clock.now();
  const instant = new Date(since);
  // Of what is longer ago, nobody knows any more whether it was taken.
  if (instant.getTime() < now.getTime() - deliveryDays * 86_400_000) {
    throw new ProblemError("request.invalid", {}, [
      { pointer: "#/since", detail: `must lie within the last ${deliveryDays} days` },
    ]);
  }
  const asked = await asTenant(context.sql, tenant.id, async (tx) => {
    await lockEnabledEndpoint(tx, tenant.id, id);
    const from = await selectPositionOf(tx, tenant.id, new Date(instant.getTime() - slackMilliseconds));
    if (from) {
      await tx`
        update webhook_endpoints
        set resend_until = ${which === "all" ? tx`greatest(cursor_xid, resend_until)` : tx`resend_until`},
          cursor_xid = least(cursor_xid, ${from.xid}::xid8),
          cursor_id = case when ${from.xid}::xid8 <= cursor_xid then ${from.id}::uuid else cursor_id end,
          due_at = ${now}
        where tenant_id = ${tenant.id} and id = ${id}`;
    }
    await recordAudit(tx, context, "webhook_endpoint.replayed", `webhook_endpoint:${endpoint}`, null, { since, which });
    return selectEndpoint(tx, tenant.id, now, id);
  });
  context.hints.send(tenant.id);
  return asked;
}
