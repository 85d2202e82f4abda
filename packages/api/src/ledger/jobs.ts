import type { TenantJob } from "../platform/jobs.ts";
import { verifyLedger } from "./verify-ledger.ts";

const expiryBatch = 500;

/** Writes what has expired into the ledger. Spending and balances have heeded it since the moment it expired. */
export const expireCredit: TenantJob = {
  name: "expire-credit",
  cron: "*/5 * * * *",
  async run({ sql, tenant, clock, hints }) {
    for (;;) {
      const [row] = await sql<{ wallets: number }[]>`
        select ledger_expire_due(${tenant.id}, ${clock.now()}, ${expiryBatch}) as wallets`;
      if (!row || row.wallets === 0) return;
      hints.send(tenant.id);
    }
  },
};

/** Gives back what was pending for longer than it may. */
export const failOverduePending: TenantJob = {
  name: "fail-overdue-pending",
  cron: "* * * * *",
  async run({ sql, tenant, clock, hints }) {
    for (;;) {
      const [row] = await sql<{ failed: number }[]>`select ledger_fail_overdue(${tenant.id}, ${clock.now()}) as failed`;
      if (!row || row.failed === 0) return;
      hints.send(tenant.id);
    }
  },
};

/** Rolls up the platform's accounts and extends the hash chains. */
export const sealLedger: TenantJob = {
  name: "seal-ledger",
  cron: "* * * * *",
  async run({ sql, tenant, clock }) {
    await sql`select ledger_seal(${tenant.id}, ${clock.now()}), audit_seal(${tenant.id}, ${clock.now()})`;
  },
};

/** The nightly proof. A finding is an operator's business at once. */
export const proveLedger: TenantJob = {
  name: "prove-ledger",
  cron: "17 2 * * *",
  async run(context) {
    const proof = await verifyLedger(context.sql, context.tenant, context.clock);
    if (proof.sound) return;
    context.log.error({ tenant: context.tenant.publicId, findings: proof.findings }, "the ledger is not sound");
  },
};
