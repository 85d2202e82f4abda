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
  unavailable: "التسجيل غير متاح",
};
