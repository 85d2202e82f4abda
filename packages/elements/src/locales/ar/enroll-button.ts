import type { EnrollButtonMessages } from "../en/enroll-button.ts";
import { common } from "./common.ts";

export const messages: EnrollButtonMessages = {
  ...common,
  enroll: "سجّل الآن",
  free: "مجانًا",
  open: "افتح",
  enrolled: "مسجَّل",
  signIn: "ادخل إلى حسابك للتسجيل",
  days: {
    one: () => "الوصول متاح لمدة يوم واحد",
    two: () => "الوصول متاح لمدة يومين",
    few: (count) => `الوصول متاح لمدة ${count} أيام`,
    many: (count) => `الوصول متاح لمدة ${count} يومًا`,
    other: (count) => `الوصول متاح لمدة ${count} يوم`,
  },
  leaves: (left) => `يتبقى لك ${left}`,
  short: (have, needed, missing) => `لديك ${have} والمطلوب ${needed}: ينقصك ${missing}`,
  busy: "جارٍ التسجيل",
  success: "تم تسجيلك",
  successLeaving: (left) => `تم تسجيلك. المتبقي ${left}`,
  priceChanged: (price) => `أصبح السعر ${price}. اضغط مرة أخرى للتسجيل`,
  obstacles: {
    "offering.unavailable": ["التسجيل غير متاح"],
    "offering.not_open_yet": ["لم يُفتح بعد", (time) => `يُفتح التسجيل في ${time}`],
    "offering.closed": ["مغلق", (time) => `أُغلق التسجيل في ${time}`],
    "offering.full": ["مكتمل", () => "لا توجد أماكن متبقية"],
    "enrollment.prerequisites_missing": ["ليس بعد", (what) => `أكمل ${what} أولًا`],
  },
  others: {
    one: () => "دورة أخرى",
    two: () => "دورتين أخريين",
    few: (count) => `${count} دورات أخرى`,
    many: (count) => `${count} دورة أخرى`,
    other: (count) => `${count} دورة أخرى`,
  },
  places: {
    one: () => "بقي مكان واحد",
    two: () => "بقي مكانان",
    few: (count) => `بقيت ${count} أماكن`,
    other: (count) => `بقي ${count} مكانًا`,
  },
  included: "مشمول",
  includedIn: (title) => `مشمول في ${title}`,
};
