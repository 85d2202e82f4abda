import { common } from "./common.ts";
import { statement } from "./statement.ts";

export const messages = {
  ...common,
  ...statement,
  title: (currency: string) => `${currency} wallet`,
  empty: "Nothing has happened in this wallet yet",
  signedOut: "Sign in to see your wallet",
  promotional: (amount: string) => `${amount} credit, not refundable`,
  refundable: (amount: string) => `${amount} refundable`,
  expires: (amount: string, day: string) => `${amount} to spend by ${day}`,
  frozenNote: "Frozen: nothing can be spent for now",
  debtNote: "Below zero: the next top-up settles this first",
  topUp: "Top up",
  recent: "Latest transactions",
};

export type WalletMessages = typeof messages;
