import type { EnrollmentsMessages } from "../en/enrollments.ts";
import { common } from "./common.ts";
import { list } from "./list.ts";

export const messages: EnrollmentsMessages = {
  ...common,
  ...list,
  title: "ما سجّلت فيه",
  open: "افتح",
  openTitle: (title) => `افتح ${title}`,
  again: "سجّل مرة أخرى",
  againTitle: (title) => `سجّل مرة أخرى في ${title}`,
  cancel: "إلغاء",
  cancelTitle: (title) => `إلغاء ${title}`,
  leave: "مغادرة",
  leaveTitle: (title) => `مغادرة ${title}`,
  back: (money) => `استرددت ${money}`,
  progress: "التقدم",
  until: (day) => `الوصول متاح حتى ${day}`,
  completed: (day) => `اكتمل في ${day}`,
  expired: (day) => `انتهت صلاحية الوصول في ${day}`,
  cancelled: (day) => `أُلغي التسجيل في ${day}`,
  reached: (percentage) => `اكتمل ${percentage}`,
  past: (count) => `تسجيلات سابقة (${count})`,
  empty: "لم تسجّل في شيء بعد",
  noneActive: "لا توجد لديك تسجيلات سارية",
  emptyKind: "لا يوجد شيء هنا بعد",
  noneActiveKind: "لا يوجد شيء هنا حاليًا",
  signedOut: "سجّل الدخول لعرض ما سجّلت فيه",
};
