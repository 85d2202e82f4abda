import type { Plural } from "../../internal/plural.ts";
import { acting } from "./acting.ts";
import { common } from "./common.ts";
import { statement } from "./statement.ts";

export const messages = {
  ...common,
  ...acting,
  ...statement,
  unknown: "No answer came. Try again: it is done once",
  refused: "Refused. Nothing has changed",
  forbidden: "For administrators only",
  signedOut: "Sign in to manage wallets",
  search: "Find a user by name, email or id",
  users: "Users",
  nobody: "Nobody found",
  found: {
    one: () => "One user found",
    other: (count) => `${count} users found`,
  } as Plural,
  more: "There are more: type on",
  back: "Back to the search",
  wallet: "Wallet",
  frozen: "Frozen",
  user: "User",
  amount: "Amount",
  note: "Note",
  noteHint: "The user can read it",
  reason: "Reason",
  after: "Balance afterwards",
  transaction: "Transaction",
  amountWrong: (example: string) => `Enter an amount such as ${example}`,
  noteMissing: "Say what it is for",
  recent: "Latest transactions",
  empty: "No transactions yet",
  cancel: "Cancel",
  /** The word for it, and for when it is done. */
  topUp: { act: "Top up", done: "Topped up" },
  reverse: { act: "Reverse", done: "Reversed" },
  freeze: { act: "Freeze", done: "Frozen" },
  unfreeze: { act: "Unfreeze", done: "Unfrozen" },
  blocked: "Blocked until an operator has looked. Nothing has changed",
  remaining: (money: string) => `Only ${money} of it is left to reverse`,
  spent: (money: string) => `The wallet has only ${money} left. Nothing has changed`,
};

export type AdminUnitsMessages = typeof messages;
