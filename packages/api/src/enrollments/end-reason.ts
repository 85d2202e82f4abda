import type { Context } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";

/** Takes one reason for access away, under the lock of `lockReasons`. With the last one the enrollment ends. */
export async function endReason(tx: Transaction, { tenant, clock }: Context, id: string): Promise<void> {
  await tx`select entitlement_end(${tenant.id}, ${clock.now()}, ${id})`;
}
