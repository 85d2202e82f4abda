import type { TransactionsMessages } from "../en/transactions.ts";
import { common } from "./common.ts";
import { list } from "./list.ts";
import { statement } from "./statement.ts";

export const messages: TransactionsMessages = {
  ...common,
  ...list,
  ...statement,
  title: "المعاملات",
  empty: "لا توجد معاملات بعد",
  signedOut: "سجّل الدخول لعرض معاملاتك",
  shown: {
    zero: () => "لا توجد معاملات أخرى",
    one: () => "عُرضت معاملة أخرى",
    two: () => "عُرضت معاملتان أخريان",
    few: (count) => `عُرضت ${count} معاملات أخرى`,
    many: (count) => `عُرضت ${count} معاملة أخرى`,
    other: (count) => `عُرضت ${count} معاملة أخرى`,
  },
};
