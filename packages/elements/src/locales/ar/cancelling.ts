import { isolated } from "../../internal/isolated.ts";
import type { CancellingMessages } from "../en/cancelling.ts";
import { changing } from "./changing.ts";
import { common } from "./common.ts";

export const messages: CancellingMessages = {
  ...common,
  ...changing,
  question: (title) => `هل تريد إلغاء ${isolated(title)}؟`,
  back: {
    lots: (money) => `ستسترد ${money} في محفظتك`,
    credit: (money) => `ستسترد ${money} رصيدًا تنفقه هنا`,
    any: (money) => `ستسترد ${money}`,
  },
  until: (time) => `يمكنك أن تقرر حتى ${isolated(time)}`,
  lost: (money) => `لن تسترد ${money} مما دفعته`,
  stays: (money) => `دفعت ${money}، وستتنازل عنها نهائيًا`,
  keeps: "سيبقى الوصول متاحًا لك لسبب آخر",
  loses: "سينتهي وصولك فورًا",
  free: "لم تدفع شيئًا، فلا شيء لتسترده",
  obstacles: {
    "refund.window_closed": (time) => `لن تسترد شيئًا: كان ذلك ممكنًا حتى ${isolated(time)}`,
    "refund.nothing_left": () => "لن تسترد شيئًا: حصلت على ما دفعت ثمنه، أو استرددته من قبل",
    "enrollment.attended": () => "لن تسترد شيئًا: لقد حضرت",
    "enrollment.completed": () => "لن تسترد شيئًا: لقد أكملت هذا",
    "hold.disputed": () => "لقد أبلغت عن مشكلة، ولن تسترد شيئًا حتى يُبَتّ فيها",
  },
  where: "إلى أين يعود المبلغ؟",
  destinations: {
    lots: "إلى حيث أتى",
    credit: "رصيد أنفقه هنا",
  },
  take: (money) => `ألغِ واسترد ${money}`,
  without: "غادر دون استرداد",
  sure: "نعم، أغادر دون استرداد",
  leave: "غادر",
  keep: "أبقى مسجّلًا",
  changed: "تغيّر الأمر في هذه الأثناء، ولم يحدث شيء. هكذا هو الآن:",
  blocked: "محفظتك موقوفة إلى أن تتم مراجعتها، ولم يحدث شيء",
  done: (title) => `تم إلغاء ${isolated(title)}`,
  isBack: (money) => `عاد ${money} إلى محفظتك`,
};
