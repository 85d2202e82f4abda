import { acting } from "./acting.ts";
import { common } from "./common.ts";

/** How a payout is asked for, and what came of it. */
export const messages = {
  ...common,
  ...acting,
  refused: "Refused. Nothing has changed",
  unknown: "No answer came. Try again: it is asked for once",
  amount: "Amount",
  range: (minimum: string, available: string) => `From ${minimum} to ${available}`,
  upTo: (available: string) => `Up to ${available}`,
  amountWrong: (example: string) => `Enter an amount such as ${example}`,
  insufficient: (available: string) => `Only ${available} can be withdrawn now`,
  belowMinimum: (minimum: string) => `At least ${minimum} is paid out at a time`,
  destination: "Where to",
  destinationHint: "A bank account, or the number of a mobile wallet",
  destinationMissing: "Say where it is to go",
  submit: "Ask for the payout",
  cancel: "Cancel",
  blocked: "Blocked until an operator has looked. Nothing has changed",
  requested: (amount: string) => `${amount} is on its way to you`,
  waits: (amount: string) => `${amount} is reserved. Somebody must approve it first`,
};

export type WithdrawalMessages = typeof messages;
