import type { StatementLine } from "@bursar/sdk";
import { parseAmount } from "../internal/parse-amount.ts";
import type { WalletAction } from "../session/users.ts";

/** What an admin is about to do, as it was typed. */
export interface Draft {
  type: WalletAction["type"];
  user: string;
  currency: string;
  digits: number;
  amount: string;
  reason: string;
  /** The transaction to reverse. */
  line?: StatementLine;
  /** It was to be done with flaws: before that, nobody is told of what they have not typed yet. */
  isTried?: boolean;
  busy?: boolean;
  /** Why it was not done. */
  error?: unknown;
}

const reversible = ["grant", "sign_up_credit", "top_up", "deposit", "spend", "adjustment"];
const whole = ["posted", "settled", "partially_reversed"];

export const canReverse = ({ type, status }: StatementLine): boolean =>
  reversible.includes(type) && whole.includes(status);

export const movesMoney = ({ type }: Draft): boolean => type === "topUp" || type === "reverse";

/** What has yet to be put right; empty when it can be done. */
export function flawsOf(draft: Draft, language: string): ("amount" | "reason")[] {
  const flaws: ("amount" | "reason")[] = [];
  if (movesMoney(draft) && parseAmount(draft.amount, draft.digits, language) === null) flaws.push("amount");
  if (draft.type !== "unfreeze" && !draft.reason.trim()) flaws.push("reason");
  return flaws;
}

/** What a draft without flaws asks for. */
export function actionOf({ type, user, currency, digits, line, ...typed }: Draft, language: string): WalletAction {
  const about = { user, currency, reason: typed.reason.trim() };
  if (type === "freeze" || type === "unfreeze") return { type, ...about };
  const amount = parseAmount(typed.amount, digits, language) ?? 0;
  return line ? { type: "reverse", ...about, amount, transaction: line.id } : { type: "topUp", ...about, amount };
}
