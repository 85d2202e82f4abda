import { common } from "./common.ts";

export const messages = {
  ...common,
  signedOut: "Sign in to see what you have earned",
  empty: "Nothing earned yet",
  title: (currency: string) => `${currency} earnings`,
  available: "You can withdraw",
  maturing: "Maturing",
  next: (day: string) => `the next part on ${day}`,
  held: "In escrow",
  heldNote: "until it has been delivered, then shared",
  underWay: "On its way to you",
  paid: "Paid out so far",
  owed: "Owed",
  owedNote: "taken back after a refund; your next earnings settle it",
  withdraw: "Withdraw",
  least: (minimum: string) => `Paid out from ${minimum} on`,
};

export type EarningsMessages = typeof messages;
