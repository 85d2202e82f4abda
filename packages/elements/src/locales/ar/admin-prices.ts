import { isolated } from "../../internal/isolated.ts";
import type { AdminPricesMessages } from "../en/admin-prices.ts";
import { acting } from "./acting.ts";
import { common } from "./common.ts";
import { list } from "./list.ts";

export const messages: AdminPricesMessages = {
  ...common,
  ...acting,
  ...list,
  refused: "رُفض الطلب، ولم يتغيّر شيء",
  unknown: "لم يصل رد. أعد المحاولة: لن يُنفَّذ الطلب مرتين",
  title: "الأسعار",
  search: "ابحث بالعنوان أو المعرّف",
  offering: "العنوان",
  available: "متاح",
  state: "حالة الحفظ",
  price: (currency, title) => `سعر ${title} بعملة ${currency}`,
  availability: (title) => `${title} متاح`,
  free: "مجانًا",
  none: "–",
  unsaved: "اضغط Enter للحفظ أو Escape للتراجع",
  flaw: "أدخل مبلغًا أكبر من صفر، أو أفرغ الحقل لإزالة السعر",
  confirmFree: "سيصبح مجانيًا. اضغط Enter مرة أخرى للتأكيد",
  saving: "جارٍ الحفظ",
  saved: "تم الحفظ",
  savedOf: (title) => `${title}: تم الحفظ`,
  keys: "اضغط Enter للحفظ والانتقال إلى السعر التالي، أو Escape للتراجع، أو السهمين للتنقّل إلى أعلى وأسفل.",
  empty: "لا يوجد ما يُسعَّر بعد",
  noMatch: (search) => `لا توجد نتائج تطابق «${isolated(search)}»`,
  forbidden: "تحديد الأسعار للمشرفين فقط",
  signedOut: "سجّل الدخول لتحديد الأسعار",
};
