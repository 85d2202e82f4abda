import { actorName, type Context } from "./context.ts";
import type { Transaction } from "./database.ts";
import { newUuid } from "./ids.ts";

/** Who did what, to what, from where: written in the transaction that did it. */
export async function recordAudit(
  tx: Transaction,
  context: Pick<Context, "tenant" | "clock" | "actor" | "requestId" | "address">,
  action: string,
  object: string,
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
): Promise<void> {
  await tx`
    insert into audit_records (tenant_id, id, actor, action, object, request_id, address, before, after, created_at)
    values (${context.tenant.id}, ${newUuid(context.clock)}, ${actorName(context.actor)}, ${action}, ${object},
      ${context.requestId}, ${context.address}, ${before && tx.json(before as never)}, ${after && tx.json(after as never)},
      ${context.clock.now()})`;
}
