import type { Receipt } from "@bursar/sdk";
import { formatTime } from "../internal/dates.ts";
import { isolated } from "../internal/isolated.ts";
import { formatMoney } from "../internal/money.ts";
import { reasonOf, titleOf } from "../internal/statement.ts";
import type { ReceiptMessages } from "../locales/en/receipt.ts";

/** What a receipt says, in words: the same on the page, on paper and in a file. */
export interface Told {
  id: string;
  issuer: string;
  /** What it is the receipt of: an enrollment, a top-up. */
  title: string;
  status: string;
  amount: string;
  facts: [term: string, value: string, kind?: "id"][];
  reversals: { id: string; time: string; amount: string; reason: string | null }[];
  /** How much has not been given back, when part of it has. */
  remaining: string | null;
}

export function tell(receipt: Receipt, text: ReceiptMessages, language: string): Told {
  const { id, issuer, amount, reference, offering, reversals } = receipt;
  const money = (amount: number) => formatMoney({ ...receipt, amount }, language);
  const size = Math.abs(amount);
  const isOwnTitle = !offering || receipt.description === offering.title;
  const facts: [string, string | null | undefined | false, "id"?][] = [
    [text.number, id, "id"],
    [text.date, formatTime(receipt.createdAt, language)],
    [text.subject, offering?.title ?? receipt.description],
    [text.description, !isOwnTitle && receipt.description],
    [text.account, who(receipt)],
    [text.reason, reasonOf(receipt, text)],
    // It names the enrollment or the user, whom the receipt names already.
    [text.reference, !reference?.startsWith("enr_") && receipt.type !== "sign_up_credit" && reference],
    [text.by, actorOf(receipt)],
    [
      text.pendingUntil,
      receipt.status === "pending" && receipt.pendingUntil && formatTime(receipt.pendingUntil, language),
    ],
    [receipt.type === "reversal" ? text.reverses : text.about, receipt.about, "id"],
    ...receipt.parts.map((part): [string, string] => [
      text.parts[part.funding],
      money(amount < 0 ? -part.amount : part.amount),
    ]),
    [text.balanceAfter, money(receipt.balanceAfter)],
  ];
  return {
    id,
    issuer,
    title: titleOf(receipt, text),
    status: text.statuses[receipt.status] ?? text.done,
    amount: money(size),
    facts: facts.filter((fact): fact is Told["facts"][number] => Boolean(fact[1])),
    reversals: reversals.map(({ id, createdAt, amount, reason }) => ({
      id,
      time: formatTime(createdAt, language),
      amount: money(amount),
      reason: reasonOf({ type: "reversal", reason }, text),
    })),
    remaining: reversals.length ? text.remaining(money(size - receipt.reversed)) : null,
  };
}

/** Some sites have no names but the ids, and say so. */
const who = ({ user, userName }: Receipt): string =>
  userName && userName !== user ? `${isolated(userName)} (${isolated(user)})` : user;

/** A person by name, as far as it is known; what a server or a job has done, the issuer has. */
function actorOf(receipt: Receipt): string {
  const [kind, id = ""] = receipt.actor.split(/:(.*)/s);
  if (kind !== "user") return receipt.issuer;
  return id === receipt.user ? who(receipt) : id;
}
