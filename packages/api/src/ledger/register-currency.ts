import type { currencies } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";
import { isoDigits } from "./iso-4217.ts";

interface Row {
  code: string;
  digits: number;
  created_at: Date;
}

const currencyOf = (row: Row): currencies.Currency => ({
  code: row.code,
  digits: row.digits,
  createdAt: row.created_at.toISOString(),
});

/** Registers a currency of ISO 4217 or of the tenant's own. Its digits are fixed for ever: amounts are stored by them. */
export async function registerCurrency(context: Context, code: string, wanted?: number): Promise<currencies.Currency> {
  const fixed = isoDigits(code);
  return asTenant(context.sql, context.tenant.id, async (tx) => {
    const [created] = await tx<Row[]>`
      insert into currencies (tenant_id, code, digits, created_at)
      values (${context.tenant.id}, ${code}, ${fixed ?? wanted ?? 0}, ${context.clock.now()})
      on conflict do nothing
      returning code, digits, created_at`;
    const [row] = created
      ? [created]
      : await tx<Row[]>`
      select code, digits, created_at from currencies where tenant_id = ${context.tenant.id} and code = ${code}`;
    if (!row) throw new ProblemError("server.error", {});
    if (wanted !== undefined && wanted !== row.digits) {
      throw new ProblemError("currency.digits_fixed", { currency: code, digits: row.digits });
    }
    if (created)
      await recordAudit(tx, context, "currency.registered", `currency:${code}`, null, { digits: row.digits });
    return currencyOf(row);
  });
}

export async function listCurrencies(context: Context): Promise<currencies.Currency[]> {
  const rows = await asTenant(
    context.sql,
    context.tenant.id,
    (tx) =>
      tx<Row[]>`select code, digits, created_at from currencies where tenant_id = ${context.tenant.id} order by code`,
  );
  return rows.map(currencyOf);
}
