import type { ledger } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { withRetry } from "../platform/retry.ts";

/** Balances of the platform's accounts: roll-up plus the entries since. */
export async function listPlatformAccounts({ sql, tenant }: Context): Promise<ledger.PlatformAccount[]> {
  return withRetry(() => sql<ledger.PlatformAccount[]>`select * from ledger_platform_balances(${tenant.id})`);
}
