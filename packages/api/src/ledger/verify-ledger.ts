import type { ledger } from "@bursar/sdk/contract";
import type { Clock } from "../platform/clock.ts";
import type { Tenant } from "../platform/context.ts";
import { asTenant, type Sql } from "../platform/database.ts";
import { withRetry } from "../platform/retry.ts";

interface Totals {
  transactions: number;
  entries: number;
  accounts: number;
  totals: { currency: string; total: number }[];
  seal: { number: number; hash: string; sealed_at: string } | null;
}

interface FindingRow extends ledger.LedgerFinding {
  account_id: number | null;
}

/** Proves the ledger as of one instant, and blocks each wallet that fails. Reads everything: for jobs and operators. */
export async function verifyLedger(patientSql: Sql, tenant: Tenant, clock: Clock): Promise<ledger.LedgerProof> {
  const now = clock.now();
  const { findings, facts } = await withRetry(() => readProof(patientSql, tenant.id));
  const sick = findings.flatMap(({ account_id }) => account_id ?? []);
  if (sick.length > 0) {
    await asTenant(
      patientSql,
      tenant.id,
      (tx) => tx`
        update accounts set blocked_at = ${now}
        where tenant_id = ${tenant.id} and id = any (${sick}) and blocked_at is null`,
    );
  }
  const { seal, ...counts } = facts;
  return {
    ...counts,
    sound: findings.length === 0,
    findings: findings.map(({ check, object, detail }) => ({ check, object, detail })),
    seal: seal && { number: seal.number, hash: seal.hash, sealedAt: seal.sealed_at },
    checkedAt: now.toISOString(),
  };
}

/** One snapshot for all checks, while postings go on. It writes nothing, so that it holds back nobody. */
async function readProof(patientSql: Sql, tenantId: number): Promise<{ findings: FindingRow[]; facts: Totals }> {
  return patientSql.begin("isolation level repeatable read, read only", async (tx) => {
    await tx.unsafe(`set local bursar.tenant_id = '${tenantId}'`);
    const findings = await tx<FindingRow[]>`
      select failed_check as "check", object, detail, account_id from ledger_verify(${tenantId})`;
    const [facts] = await tx<Totals[]>`
      select
        (select count(*) from transactions where tenant_id = ${tenantId}) as transactions,
        (select count(*) from entries where tenant_id = ${tenantId}) as entries,
        (select count(*) from accounts where tenant_id = ${tenantId}) as accounts,
        (select coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'total', total) order by currency), '[]') from (
          select a.currency, sum(e.amount) as total
          from entries e join accounts a on a.tenant_id = ${tenantId} and a.id = e.account_id
          where e.tenant_id = ${tenantId} group by a.currency) t) as totals,
        (select jsonb_build_object('number', number, 'hash', encode(hash, 'hex'), 'sealed_at', sealed_at) from seals
          where tenant_id = ${tenantId} and chain = 'ledger' order by number desc limit 1) as seal`;
    return { findings: [...findings], facts: facts as Totals };
  });
}
