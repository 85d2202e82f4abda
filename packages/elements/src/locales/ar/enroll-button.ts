import { isolated } from "../../internal/isolated.ts";
import type { EnrollButtonMessages } from "../en/enroll-button.ts";
import { common } from "./common.ts";

export const messages: EnrollButtonMessages = {
  ...common,
  enroll: "سجّل الآن",
  free: "مجانًا",
  open: "افتح",
  enrolled: "تم التسجيل",
  signIn: "سجّل الدخول أولًا",
  days: {
    one: () => "الوصول متاح ليوم واحد",
    two: () => "الوصول متاح ليومين",
    few: (count) => `الوصول متاح لمدة ${count} أيام`,
    many: (count) => `الوصول متاح لمدة ${count} يومًا`,
    other: (count) => `الوصول متاح لمدة ${count} يوم`,
  },
  leaves: (left) => `يتبقى لك ${left}`,
  short: (have, needed, missing) => `لديك ${have} والمطلوب ${needed}: أضف ${missing} إلى رصيدك`,
  busy: "جارٍ التسجيل",
  success: "تم تسجيلك",
  successLeaving: (left) => `تم تسجيلك. المتبقي ${left}`,
  priceChanged: (price) => `أصبح السعر ${price}. اضغط مرة أخرى للتسجيل`,
  obstacles: {
    "offering.unavailable": ["التسجيل غير متاح"],
    "offering.not_open_yet": ["لم يُفتح بعد", (time) => `يُفتح التسجيل ${isolated(time)}`],
    "offering.closed": ["مغلق", (time) => `أُغلق التسجيل ${isolated(time)}`],
    "offering.full": ["اكتمل العدد", () => "لم يبقَ أي مكان"],
    "enrollment.prerequisites_missing": ["غير متاح بعد", (what) => `أكمل ${isolated(what)} أولًا`],
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
    many: (count) => `بقي ${count} مكانًا`,
    other: (count) => `بقي ${count} مكان`,
  },
  included: "مشمول",
  includedIn: (title) => `ضمن ${isolated(title)}`,
};
