import type { CommonMessages } from "../en/common.ts";

export const common: CommonMessages = {
  loading: "جارٍ التحميل",
  // A dot would be a zero: "· ٢٠" reads like two hundred.
  separator: "، ",
  failed: "تعذّر التحميل",
  retry: "إعادة المحاولة",
  offline: "أنت غير متصل بالإنترنت",
  refused: "تعذّر ذلك، ولم يُخصم شيء",
  unknown: "لم يصل رد. أعد المحاولة: لن يُخصم المبلغ مرتين",
  frozen: "محفظتك مجمّدة، ولم يُخصم شيء",
  inDebt: "رصيد محفظتك أقل من الصفر، ولم يُخصم شيء",
};
