import { formatMoney } from "../internal/money.ts";
import type { Draft, Group } from "./draft.ts";

/** What payouts that are paid together come to. */
export const sumOf = ({ currency, digits, payouts }: Group, language: string): string =>
  formatMoney({ currency, digits, amount: payouts.reduce((sum, { amount }) => sum + amount, 0) }, language);

/** What it is about, in few words. */
export function aboutOf(draft: Draft, language: string): string[] {
  if ("payout" in draft) return [draft.payout.user, formatMoney(draft.payout, language)];
  if ("group" in draft) return [draft.group.batch ?? draft.group.currency];
  return [draft.hold.title ?? draft.hold.offering, draft.hold.user];
}
