import type { AdminPricesMessages } from "../en/admin-prices.ts";
import { common } from "./common.ts";
import { list } from "./list.ts";

export const messages: AdminPricesMessages = {
  ...common,
  ...list,
  refused: "رُفض ذلك ولم يتغير شيء",
  unknown: "لم يصل رد. أعد المحاولة: لن يُنفَّذ مرتين",
  title: "الأسعار",
  search: "ابحث في العروض",
  offering: "العرض",
  available: "متاح",
  state: "الحالة",
  price: (currency, title) => `سعر ${title} بعملة ${currency}`,
  availability: (title) => `${title} متاح`,
  free: "مجانًا",
  none: "–",
  unsaved: "Enter للحفظ و Escape للتراجع",
  flaw: "اكتب مبلغًا أكبر من صفر، أو اتركه فارغًا بلا سعر",
  confirmFree: "سيصبح مجانيًا. اضغط Enter مرة أخرى",
  saving: "جارٍ الحفظ",
  saved: "حُفظ",
  savedOf: (title) => `${title}: حُفظ`,
  keys: "يحفظ Enter وينتقل إلى ما تحته، ويتراجع Escape، وينتقل السهمان إلى أعلى وأسفل.",
  empty: "لا توجد عروض بعد",
  noMatch: (search) => `لا شيء يطابق «${search}»`,
  forbidden: "تحديد الأسعار للمشرفين فقط",
  signedOut: "ادخل إلى حسابك لتحديد الأسعار",
};
