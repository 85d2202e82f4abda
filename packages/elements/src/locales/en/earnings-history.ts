import type { EarningsLine, Payout } from "@bursar/sdk";
import { common } from "./common.ts";
import { list } from "./list.ts";

/** What happened to earnings, and what became of payouts. */
export const messages = {
  ...common,
  ...list,
  statement: "Statement",
  currency: "Currency",
  nothing: "Nothing has happened yet",
  types: {
    release: "Earned",
    clawback: "Taken back after a refund",
    payout: "Withdrawal",
    payout_paid: "Paid out",
    payout_returned: "Withdrawal returned",
  } satisfies Record<EarningsLine["type"], string> as Partial<Record<string, string>>,
  /** What the API says of how money was earned, or taken back. */
  reasons: {
    delivered: "Delivered",
    confirmed: "Confirmed by the learner",
    cancelled: "Left after cancelling",
    host_absent: "The host did not come",
    "refund window over": "Can't be cancelled any more",
  } as Partial<Record<string, string>>,
  from: (day: string) => `can be withdrawn from ${day}`,
  received: "In",
  taken: "Out",
  balance: (balance: string) => `Balance ${balance}`,
  payouts: "Payouts",
  noPayouts: "Nothing withdrawn yet",
  payout: "Payout",
  statuses: {
    requested: "Waits for approval",
    approved: "On its way",
    paid: "Paid",
    failed: "Failed",
    rejected: "Rejected",
  } satisfies Record<Payout["status"], string> as Partial<Record<string, string>>,
};

export type EarningsHistoryMessages = typeof messages;
