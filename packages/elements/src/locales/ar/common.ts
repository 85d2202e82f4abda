import type { CommonMessages } from "../en/common.ts";

export const common: CommonMessages = {
  loading: "جارٍ التحميل",
  // A dot would be a zero: "· ٢٠" reads like two hundred.
  separator: "، ",
  failed: "تعذّر التحميل",
  retry: "إعادة المحاولة",
  offline: "أنت غير متصل بالإنترنت",
};
