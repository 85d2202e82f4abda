import type { WalletMessages } from "../en/wallet.ts";
import { common } from "./common.ts";
import { statement } from "./statement.ts";

export const messages: WalletMessages = {
  ...common,
  ...statement,
  title: (currency) => `محفظة ${currency}`,
  empty: "لا توجد معاملات في هذه المحفظة بعد",
  signedOut: "سجّل الدخول لعرض محفظتك",
  promotional: (amount) => `${amount} رصيد هدية غير قابل للاسترداد`,
  refundable: (amount) => `${amount} قابل للاسترداد`,
  expires: (amount, day) => `${amount} صالح للإنفاق حتى ${day}`,
  frozenNote: "المحفظة مجمّدة: لا يمكن الإنفاق منها حاليًا",
  debtNote: "الرصيد أقل من الصفر: يُسدَّد أولًا من الشحن التالي",
  topUp: "شحن الرصيد",
  recent: "أحدث المعاملات",
};
