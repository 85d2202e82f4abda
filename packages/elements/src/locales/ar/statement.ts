import type { StatementMessages } from "../en/statement.ts";

export const statement: StatementMessages = {
  types: {
    grant: "رصيد ممنوح",
    sign_up_credit: "رصيد ترحيبي",
    top_up: "شحن",
    deposit: "إيداع",
    spend: "دفع",
    adjustment: "تصحيح",
    transfer: "تحويل وارد",
    reversal: "استرداد",
    settlement: "إعادة مبلغ",
    expiry: "رصيد منتهي الصلاحية",
  },
  enrollment: "تسجيل",
  transferSent: "تحويل صادر",
  takenBack: "سحب مبلغ",
  reasons: {
    goodwill: "لفتة طيبة",
    technical_problem: "مشكلة تقنية",
    fraud: "احتيال",
    chargeback: "اعتراض على دفعة",
    migration: "رصيد مُرحّل",
    correction: "تصويب خطأ",
  },
  statuses: {
    pending: "معلّق",
    failed: "ملغى",
    partially_reversed: "عُكس جزئيًا",
    reversed: "معكوس",
  },
  received: "وارد",
  taken: "صادر",
  balance: (balance) => `الرصيد ${balance}`,
};
