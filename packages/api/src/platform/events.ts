import type { events } from "@bursar/sdk/contract";
import type { Context } from "./context.ts";
import type { Transaction } from "./database.ts";
import { newUuid } from "./ids.ts";

type EventOf<T extends events.Event["type"]> = Extract<events.Event, { type: T }>;

/** A fact that others may act on: written in the transaction that made it one. Send a hint after the commit. */
export async function recordEvent<T extends events.Event["type"]>(
  tx: Transaction,
  context: Pick<Context, "tenant" | "clock">,
  type: T,
  user: string | null,
  data: EventOf<NoInfer<T>>["data"],
): Promise<void> {
  await tx`
    insert into events (tenant_id, id, type, user_id, data, created_at)
    values (${context.tenant.id}, ${newUuid(context.clock)}, ${type}, ${user}, ${tx.json(data as never)}, ${context.clock.now()})`;
}
