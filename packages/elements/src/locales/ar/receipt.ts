import { isolated } from "../../internal/isolated.ts";
import type { ReceiptMessages } from "../en/receipt.ts";
import { common } from "./common.ts";
import { statement } from "./statement.ts";

export const messages: ReceiptMessages = {
  ...common,
  ...statement,
  receipt: "إيصال",
  done: "مكتملة",
  status: "الحالة",
  number: "الرقم",
  date: "التاريخ",
  subject: "مقابل",
  description: "الوصف",
  account: "الحساب",
  reason: "السبب",
  reference: "المرجع",
  by: "نفّذها",
  pendingUntil: "معلّقة حتى",
  reverses: "ردّ للمعاملة",
  about: "تتعلق بالمعاملة",
  parts: {
    promotional: "منه ترويجي",
    paid: "منه مدفوع",
    debt: "منه دين",
  },
  balanceAfter: "الرصيد بعدها",
  givenBack: "المبالغ المُعادة",
  remaining: (amount) => `لم يُعَد: ${isolated(amount)}`,
  print: "طباعة",
  download: "حفظ كملف",
  saved: "حُفظ الإيصال",
  missing: "لا يوجد إيصال كهذا",
  signedOut: "سجّل الدخول لعرض هذا الإيصال",
};
