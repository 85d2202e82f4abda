import { isolated } from "../internal/isolated.ts";
import { formatMoney } from "../internal/money.ts";
import type { Draft, Group } from "./draft.ts";

/** What the host calls its users, by id. */
export type Names = Readonly<Record<string, string>>;

/** A person by name, with the id that decides; who has no name, by that alone. */
export function personOf(id: string, names: Names): string {
  const name = Object.hasOwn(names, id) ? names[id] : id;
  return !name || name === id ? id : `${isolated(name)} (${isolated(id)})`;
}

/** What payouts that are paid together come to. */
export const sumOf = ({ currency, digits, payouts }: Group, language: string): string =>
  formatMoney({ currency, digits, amount: payouts.reduce((sum, { amount }) => sum + amount, 0) }, language);

/** What it is about, in few words. */
export function aboutOf(draft: Draft, language: string, names: Names): string[] {
  if ("payout" in draft) return [personOf(draft.payout.user, names), formatMoney(draft.payout, language)];
  if ("group" in draft) return [draft.group.batch ?? draft.group.currency];
  return [draft.hold.title ?? draft.hold.offering, personOf(draft.hold.user, names)];
}
