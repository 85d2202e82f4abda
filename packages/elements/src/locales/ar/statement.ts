import type { StatementMessages } from "../en/statement.ts";

export const statement: StatementMessages = {
  types: {
    grant: "رصيد ممنوح",
    sign_up_credit: "رصيد ترحيبي",
    top_up: "شحن",
    deposit: "إيداع",
    spend: "دفع",
    adjustment: "تسوية رصيد",
    transfer: "تحويل وارد",
    reversal: "استرداد",
    settlement: "إعادة مبلغ مدفوع",
    expiry: "رصيد منتهي الصلاحية",
  },
  enrollment: "تسجيل",
  transferSent: "تحويل صادر",
  takenBack: "سحب مبلغ",
  reasons: {
    goodwill: "مجاملة",
    technical_problem: "مشكلة تقنية",
    fraud: "احتيال",
    chargeback: "اعتراض على دفعة",
    migration: "رصيد مُرحّل",
    correction: "تصحيح خطأ",
    cancelled: "إلغاء",
    host_absent: "لم يحضر مقدّم الجلسة",
    delivered: "لم تُحضر الجلسة كاملة",
  },
  statuses: {
    pending: "معلّقة",
    failed: "ملغاة",
    partially_reversed: "معكوسة جزئيًا",
    reversed: "معكوسة",
  },
  received: "وارد",
  taken: "صادر",
  balance: (balance) => `الرصيد ${balance}`,
};
