import type { EnrollmentsMessages } from "../en/enrollments.ts";
import { common } from "./common.ts";
import { list } from "./list.ts";

export const messages: EnrollmentsMessages = {
  ...common,
  ...list,
  title: "تسجيلاتك",
  open: "افتح",
  openTitle: (title) => `افتح ${title}`,
  progress: "التقدم",
  until: (day) => `الوصول متاح حتى ${day}`,
  completed: (day) => `اكتمل في ${day}`,
  expired: (day) => `انتهى الوصول في ${day}`,
  cancelled: (day) => `أُلغي في ${day}`,
  reached: (percentage) => `اكتمل ${percentage}`,
  past: (count) => `التسجيلات السابقة (${count})`,
  empty: "لم تسجّل في شيء بعد",
  noneActive: "لست مسجَّلًا في شيء حاليًا",
  signedOut: "ادخل إلى حسابك لترى تسجيلاتك",
};
