import { common } from "./common.ts";

export const messages = {
  ...common,
  signedOut: "Sign in to see your balance",
};

export type BalanceMessages = typeof messages;
