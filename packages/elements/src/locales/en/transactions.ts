import type { Plural } from "../../internal/plural.ts";
import { common } from "./common.ts";
import { list } from "./list.ts";
import { statement } from "./statement.ts";

export const messages = {
  ...common,
  ...list,
  ...statement,
  title: "Transactions",
  empty: "No transactions yet",
  signedOut: "Sign in to see your transactions",
  shown: {
    one: () => "One more transaction shown",
    other: (count) => `${count} more transactions shown`,
  } as Plural,
};

export type TransactionsMessages = typeof messages;
