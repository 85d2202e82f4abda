import type { WithdrawalMessages } from "../en/withdrawal.ts";
import { acting } from "./acting.ts";
import { common } from "./common.ts";

export const messages: WithdrawalMessages = {
  ...common,
  ...acting,
  refused: "رُفض الطلب، ولم يتغيّر شيء",
  unknown: "لم يصل رد. أعد المحاولة: لن يُرسَل الطلب مرتين",
  amount: "المبلغ",
  range: (minimum, available) => `من ${minimum} إلى ${available}`,
  upTo: (available) => `حتى ${available}`,
  amountWrong: (example) => `أدخل مبلغًا مثل ${example}`,
  insufficient: (available) => `المتاح للسحب الآن ${available} فقط`,
  belowMinimum: (minimum) => `الحد الأدنى لكل عملية سحب ${minimum}`,
  destination: "جهة التحويل",
  destinationHint: "حساب بنكي أو رقم محفظة هاتف",
  destinationMissing: "اذكر الجهة التي يُحوَّل إليها المبلغ",
  submit: "طلب السحب",
  cancel: "إلغاء",
  blocked: "أرباحك موقوفة حتى يراجعها المشغّل. لم يتغيّر شيء",
  requested: (amount) => `${amount} في طريقه إليك`,
  waits: (amount) => `حُجز مبلغ ${amount}، وينتظر موافقة قبل تحويله`,
};
