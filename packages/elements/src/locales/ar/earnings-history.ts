import type { EarningsHistoryMessages } from "../en/earnings-history.ts";
import { common } from "./common.ts";
import { list } from "./list.ts";

export const messages: EarningsHistoryMessages = {
  ...common,
  ...list,
  statement: "كشف الحساب",
  currency: "العملة",
  nothing: "لا توجد حركات بعد",
  types: {
    release: "ربح",
    clawback: "سحب بعد استرداد",
    payout: "سحب أرباح",
    payout_paid: "صُرف المبلغ",
    payout_returned: "إعادة مبلغ السحب",
  },
  reasons: {
    delivered: "قُدّمت الجلسة",
    confirmed: "أكّدها المتعلّم",
    cancelled: "المتبقي بعد الإلغاء",
    host_absent: "لم يحضر مقدّم الجلسة",
    "refund window over": "انتهت مهلة الإلغاء",
  },
  from: (day) => `متاح للسحب من ${day}`,
  received: "وارد",
  taken: "صادر",
  balance: (balance) => `الرصيد ${balance}`,
  payouts: "عمليات السحب",
  noPayouts: "لا توجد عمليات سحب بعد",
  payout: "عملية سحب",
  statuses: {
    requested: "بانتظار الموافقة",
    approved: "في الطريق",
    paid: "مدفوعة",
    failed: "تعذّر الدفع",
    rejected: "مرفوضة",
  },
};
