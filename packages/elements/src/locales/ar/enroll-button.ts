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
  unavailable: "التسجيل غير متاح",
  places: {
    one: () => "بقي مكان واحد",
    two: () => "بقي مكانان",
    few: (count) => `بقيت ${count} أماكن`,
    many: (count) => `بقي ${count} مكانًا`,
    other: (count) => `بقي ${count} مكان`,
  },
  cancel: "إلغاء التسجيل",
  comesBack: "أُلغيت الجلسة، وستسترد كل ما دفعته مقابلها",
  included: "مشمول",
  includedIn: (title) => `ضمن ${isolated(title)}`,
};
