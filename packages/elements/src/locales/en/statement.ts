import type { WalletTransactionType } from "@bursar/sdk";

/** How a transaction is told, wherever one is shown. */
export const statement = {
  types: {
    grant: "Credit",
    sign_up_credit: "Welcome credit",
    top_up: "Top-up",
    deposit: "Deposit",
    spend: "Payment",
    adjustment: "Correction",
    transfer: "Transfer received",
    reversal: "Refund",
    settlement: "Payment given back",
    expiry: "Expired credit",
  } satisfies Record<WalletTransactionType, string>,
  enrollment: "Enrollment",
  transferSent: "Transfer sent",
  takenBack: "Taken back",
  reasons: {
    goodwill: "Goodwill",
    technical_problem: "A technical problem",
    fraud: "Fraud",
    chargeback: "Chargeback",
    migration: "Carried over",
    correction: "A mistake put right",
    cancelled: "Cancelled",
    host_absent: "The host did not come",
    delivered: "Not fully attended",
  } as Partial<Record<string, string>>,
  statuses: {
    pending: "Pending",
    failed: "Cancelled",
    partially_reversed: "Partly reversed",
    reversed: "Reversed",
  } as Partial<Record<string, string>>,
  received: "In",
  taken: "Out",
  balance: (balance: string) => `Balance ${balance}`,
};

export type StatementMessages = typeof statement;
