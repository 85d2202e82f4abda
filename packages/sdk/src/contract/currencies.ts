import * as z from "zod";
import { everyRole, operation } from "./operation.ts";
import { Currency as Code, Digits, Timestamp } from "./primitives.ts";

export const Currency = z.object({ code: Code, digits: Digits, createdAt: Timestamp }).meta({ id: "TenantCurrency" });
export type Currency = z.output<typeof Currency>;

export const upsertCurrency = operation({
  id: "currencies.upsert",
  method: "put",
  path: "/v1/currencies/{currency}",
  summary: "Register a currency",
  description:
    "An ISO 4217 code has its own digits; for a code of your own they are 0 unless you say so. They never change.",
  access: { scope: "settings:write" },
  params: z.strictObject({ currency: Code }),
  body: z.strictObject({ digits: Digits.optional() }).meta({ id: "CurrencyInput" }),
  response: Currency,
  problems: ["currency.digits_fixed"],
});

export const listCurrencies = operation({
  id: "currencies.list",
  method: "get",
  path: "/v1/currencies",
  summary: "All currencies of the tenant",
  access: { scope: "settings:read", roles: everyRole },
  response: z.object({ data: z.array(Currency) }).meta({ id: "CurrencyList" }),
});
