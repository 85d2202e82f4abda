import { isolated } from "../../internal/isolated.ts";
import type { CatalogMessages } from "../en/catalog.ts";
import { common } from "./common.ts";
import { list } from "./list.ts";

export const messages: CatalogMessages = {
  ...common,
  ...list,
  title: "المتاح للتسجيل",
  search: "ابحث بالعنوان",
  clear: "مسح البحث",
  kind: "النوع",
  all: "الكل",
  kinds: { course: "الدورات", session: "الجلسات", membership: "العضويات" },
  kindOf: { course: "دورة", session: "جلسة", membership: "عضوية" },
  free: "مجانًا",
  enrolled: "تم التسجيل",
  included: "مشمول",
  found: {
    one: () => "نتيجة واحدة",
    two: () => "نتيجتان",
    few: (count) => `${count} نتائج`,
    many: (count) => `${count} نتيجة`,
    other: (count) => `${count} نتيجة`,
  },
  empty: "لا يوجد ما يمكن التسجيل فيه حاليًا",
  noMatch: (search) => `لا توجد نتائج تطابق «${isolated(search)}»`,
  signedOut: "سجّل الدخول لعرض ما يمكنك التسجيل فيه",
};
