import { isBursarError } from "@bursar/sdk";
import { actTrouble } from "../internal/act-trouble.ts";
import { formatMoney } from "../internal/money.ts";
import type { AdminUnitsMessages } from "../locales/en/admin-units.ts";
import type { Draft } from "./draft.ts";

/** Why it was not done, and whether that is certain. */
export function manageTrouble(
  error: unknown,
  { currency, digits }: Draft,
  text: AdminUnitsMessages,
  language: string,
): string {
  const money = (amount: number) => formatMoney({ amount, currency, digits }, language);
  if (isBursarError(error, "wallet.blocked")) return text.blocked;
  if (isBursarError(error, "wallet.insufficient_funds")) return text.spent(money(error.facts.available));
  if (isBursarError(error, "transaction.reversal_exceeds_original"))
    return text.remaining(money(error.facts.remaining));
  return actTrouble(error, text);
}
