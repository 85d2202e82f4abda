import type { ledger } from "@bursar/sdk/contract";
import type { Clock } from "../platform/clock.ts";
import type { Tenant } from "../platform/context.ts";
import type { Sql } from "../platform/database.ts";
import { withRetry } from "../platform/retry.ts";

interface Totals {
  transactions: number;
  entries: number;
  accounts: number;
  totals: { currency: string; total: number }[];
  seal: { number: number; hash: string; sealed_at: string } | null;
}

/** Proves the ledger as of one instant, and blocks each wallet that fails. Reads everything: for jobs and operators. */
export async function verifyLedger(patientSql: Sql, tenant: Tenant, clock: Clock): Promise<ledger.LedgerProof> {
  const now = clock.now();
  return withRetry(() =>
    // One snapshot for all checks: postings go on meanwhile.
    patientSql.begin("isolation level repeatable read", async (tx) => {
      await tx.unsafe(`set local bursar.tenant_id = '${tenant.id}'`);
      const findings = await tx<ledger.LedgerFinding[]>`
        select failed_check as "check", object, detail from ledger_verify(${tenant.id}, ${now})`;
      const [facts] = await tx<Totals[]>`
        select
          (select count(*) from transactions where tenant_id = ${tenant.id}) as transactions,
          (select count(*) from entries where tenant_id = ${tenant.id}) as entries,
          (select count(*) from accounts where tenant_id = ${tenant.id}) as accounts,
          (select coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'total', total) order by currency), '[]') from (
            select a.currency, sum(e.amount) as total
            from entries e join accounts a on a.tenant_id = ${tenant.id} and a.id = e.account_id
            where e.tenant_id = ${tenant.id} group by a.currency) t) as totals,
          (select jsonb_build_object('number', number, 'hash', encode(hash, 'hex'), 'sealed_at', sealed_at) from seals
            where tenant_id = ${tenant.id} and chain = 'ledger' order by number desc limit 1) as seal`;
      const { seal, ...counts } = facts as Totals;
      return {
        ...counts,
        sound: findings.length === 0,
        findings,
        seal: seal && { number: seal.number, hash: seal.hash, sealedAt: seal.sealed_at },
        checkedAt: now.toISOString(),
      };
    }),
  );
}
