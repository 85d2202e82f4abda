import { isolated } from "../../internal/isolated.ts";
import type { LineMessages } from "../en/line.ts";
import { changing } from "./changing.ts";
import { common } from "./common.ts";

export const messages: LineMessages = {
  ...common,
  ...changing,
  join: "انضم إلى قائمة الانتظار",
  joining: "جارٍ الانضمام إلى قائمة الانتظار",
  full: "لم يبقَ أي مكان",
  position: {
    one: () => "أنت التالي في الدور",
    two: () => "يسبقك شخص واحد في الدور",
    other: (count) => `أنت رقم ${count} في الدور`,
  },
  kept: (time) => `مكانك محجوز حتى ${isolated(time)}`,
  free: "يوجد مكان الآن. اضغط للتسجيل",
  passed: "انتهت مهلتك لأخذ المكان",
  leave: "غادر قائمة الانتظار",
  question: "مغادرة قائمة الانتظار؟ ستفقد دورك فيها",
  confirm: "نعم، غادر",
  stay: "احتفظ بمكاني",
  giveUp: "تنازل عن المكان",
  giveUpQuestion: "هل تتنازل عن المكان؟ سيُعرض على غيرك",
  giveUpConfirm: "نعم، أتنازل",
  left: "لم تعد في قائمة الانتظار",
  leftTitle: (title) => `لم تعد في قائمة الانتظار: ${isolated(title)}`,
  title: "تنتظر مكانًا في",
};
