import type { Plural } from "../../internal/plural.ts";
import { common } from "./common.ts";
import { statement } from "./statement.ts";

export const messages = {
  ...common,
  ...statement,
  title: "Transactions",
  empty: "No transactions yet",
  signedOut: "Sign in to see your transactions",
  more: "Show more",
  shown: {
    one: () => "One more transaction shown",
    other: (count) => `${count} more transactions shown`,
  } as Plural,
};

export type TransactionsMessages = typeof messages;
