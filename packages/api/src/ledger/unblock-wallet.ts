import type { ledger } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant, type Sql } from "../platform/database.ts";
import { withRetry } from "../platform/retry.ts";
import { readWallet } from "./read-wallet.ts";
import { verifyLedger } from "./verify-ledger.ts";

export interface Unblocking {
  outcome: "unblocked" | "not_blocked" | "still_unsound";
  /** What the proof finds in this wallet. */
  findings: ledger.LedgerFinding[];
  /** How much else it finds in the tenant's ledger. */
  otherFindings: number;
}

/**
 * Lets a wallet's money move again that the proof has blocked. For operators who have looked, and put right what was wrong:
 * as long as the proof fails for the wallet, it stays blocked.
 */
export async function unblockWallet(
  context: Context,
  patientSql: Sql,
  user: string,
  currency: string,
  reason: string,
): Promise<Unblocking> {
  const { tenant, clock } = context;
  // Sees to it that user and currency are known.
  await readWallet(context, user, currency);
  const object = `wallet:${user}/${currency}`;
  const proof = await verifyLedger(patientSql, tenant, clock);
  const findings = proof.findings.filter((finding) => finding.object === object);
  const told = { findings, otherFindings: proof.findings.length - findings.length };
  if (findings.length > 0) return { outcome: "still_unsound", ...told };

  const unblocked = await withRetry(() =>
    asTenant(context.sql, tenant.id, async (tx) => {
      const [wallet] = await tx<{ id: number; blocked_at: Date }[]>`
        select id, blocked_at from accounts
        where tenant_id = ${tenant.id} and user_id = ${user} and kind = 'wallet' and currency = ${currency}
          and blocked_at is not null
        for no key update`;
      if (!wallet) return false;
      await tx`update accounts set blocked_at = null where tenant_id = ${tenant.id} and id = ${wallet.id}`;
      await recordAudit(tx, context, "wallet.unblocked", object, { blockedAt: wallet.blocked_at }, { reason });
      return true;
    }),
  );
  return { outcome: unblocked ? "unblocked" : "not_blocked", ...told };
}
