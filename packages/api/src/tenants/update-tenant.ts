import type { Body, tenants } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import { announceCredentialChange } from "../platform/auth/announce.ts";
import type { Context } from "../platform/context.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";
import { selectTenant } from "./queries.ts";

/** Changes the tenant's name and settings; a missing one keeps its value. */
export async function updateTenant(
  context: Context,
  input: Body<typeof tenants.updateTenant>,
): Promise<tenants.Tenant> {
  const { tenant, clock } = context;
  return asTenant(context.sql, tenant.id, async (tx) => {
    const currency = input.settings?.signUpCredit?.currency;
    if (currency) {
      const [known] = await tx`select from currencies where tenant_id = ${tenant.id} and code = ${currency}`;
      if (!known) throw new ProblemError("currency.not_found", { currency });
    }
    const before = await selectTenant(tx, tenant.id);
    const timezone = input.settings?.timezone ?? before.settings.timezone;
    if (timezone !== before.settings.timezone) await refuseUnknownTimezone(tx, timezone);
    const settings = Object.fromEntries(
      Object.entries(input.settings ?? {}).filter(([, value]) => value !== undefined),
    );
    await tx`
      update tenants set name = coalesce(${input.name ?? null}, name), settings = settings || ${tx.json(settings as never)},
        updated_at = ${clock.now()}
      where id = ${tenant.id}`;
    const after = await selectTenant(tx, tenant.id);
    await recordAudit(
      tx,
      context,
      "tenant.updated",
      `tenant:${after.id}`,
      { ...before.settings },
      { ...after.settings },
    );
    // The settings travel with the credentials.
    await announceCredentialChange(tx);
    return after;
  });
}

/** The days of credit begin and end in the database, which knows other names than this process does, and has the last word. */
async function refuseUnknownTimezone(tx: Transaction, timezone: string): Promise<void> {
  const [known] = await tx`select from pg_timezone_names where lower(name) = lower(${timezone})`;
  if (known) return;
  throw new ProblemError("request.invalid", {}, [
    { pointer: "#/settings/timezone", detail: "must be an IANA time zone" },
  ]);
}
