import type { CatalogMessages } from "../en/catalog.ts";
import { common } from "./common.ts";
import { list } from "./list.ts";

export const messages: CatalogMessages = {
  ...common,
  ...list,
  title: "الدليل",
  search: "ابحث في الدليل",
  clear: "امسح البحث",
  kind: "النوع",
  all: "الكل",
  kinds: { course: "الدورات", session: "الجلسات", membership: "العضويات" },
  kindOf: { course: "دورة", session: "جلسة", membership: "عضوية" },
  free: "مجانًا",
  enrolled: "مسجَّل",
  included: "مشمول",
  found: {
    zero: () => "لا شيء معروض",
    one: () => "عنصر واحد معروض",
    two: () => "عنصران معروضان",
    few: (count) => `${count} عناصر معروضة`,
    many: (count) => `${count} عنصرًا معروضًا`,
    other: (count) => `${count} عنصر معروض`,
  },
  empty: "لا شيء معروض حاليًا",
  noMatch: (search) => `لا شيء يطابق «${search}»`,
  signedOut: "ادخل إلى حسابك لترى ما هو معروض",
};
