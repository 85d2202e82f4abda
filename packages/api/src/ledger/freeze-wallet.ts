import type { wallets } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { recordEvent } from "../platform/events.ts";
import { ProblemError } from "../platform/problem.ts";
import { withRetry } from "../platform/retry.ts";
import { readWallet } from "./read-wallet.ts";

/** Freezes a wallet (with a reason) or, with null, unfreezes it. Doing it twice changes nothing. */
export async function freezeWallet(
  context: Context,
  user: string,
  currency: string,
  reason: string | null,
): Promise<wallets.Wallet> {
  const { tenant, clock } = context;
  // Also sees to it that user and currency are known.
  await readWallet(context, user, currency);
  await withRetry(() =>
    asTenant(context.sql, tenant.id, async (tx) => {
      await tx`
        insert into accounts (tenant_id, kind, currency, user_id, balance, version)
        values (${tenant.id}, 'wallet', ${currency}, ${user}, 0, 0)
        on conflict do nothing`;
      const [wallet] = await tx<{ id: number; frozen_reason: string | null }[]>`
        select id, frozen_reason from accounts
        where tenant_id = ${tenant.id} and user_id = ${user} and kind = 'wallet' and currency = ${currency}
        for no key update`;
      if (!wallet) throw new ProblemError("user.not_found", {});
      if (wallet.frozen_reason === reason) return;
      await tx`
        update accounts set frozen_at = ${reason === null ? null : clock.now()}, frozen_reason = ${reason}
        where tenant_id = ${tenant.id} and id = ${wallet.id}`;
      const type = reason === null ? "wallet.unfrozen" : "wallet.frozen";
      await recordEvent(tx, context, type, user, reason === null ? { currency } : { currency, reason });
      await recordAudit(
        tx,
        context,
        type,
        `wallet:${user}/${currency}`,
        { frozen: wallet.frozen_reason },
        { frozen: reason },
      );
    }),
  );
  context.hints.send(tenant.id);
  return readWallet(context, user, currency);
}
