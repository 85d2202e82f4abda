import { common } from "./common.ts";
import { statement } from "./statement.ts";

export const messages = {
  ...common,
  ...statement,
  receipt: "Receipt",
  done: "Completed",
  status: "Status",
  number: "Number",
  date: "Date",
  subject: "For",
  description: "Description",
  account: "Account",
  reason: "Reason",
  reference: "Reference",
  by: "Done by",
  pendingUntil: "Pending until",
  reverses: "Gives back",
  about: "Belongs to",
  parts: {
    promotional: "Of it promotional",
    paid: "Of it paid",
    debt: "Of it debt",
  },
  balanceAfter: "Balance after it",
  givenBack: "Given back",
  remaining: (amount: string) => `Not given back: ${amount}`,
  print: "Print",
  download: "Save as a file",
  saved: "The receipt is saved",
  missing: "There is no such receipt",
  signedOut: "Sign in to see this receipt",
};

export type ReceiptMessages = typeof messages;
