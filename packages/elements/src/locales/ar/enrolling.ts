import { isolated } from "../../internal/isolated.ts";
import type { EnrollingMessages } from "../en/enrolling.ts";
import { acting } from "./acting.ts";
import { common } from "./common.ts";

export const messages: EnrollingMessages = {
  ...common,
  ...acting,
  success: "تم تسجيلك",
  successLeaving: (left) => `تم تسجيلك. المتبقي ${left}`,
  priceChanged: (price) => `أصبح السعر ${price}. اضغط مرة أخرى للتسجيل`,
  cancelled: "أُلغيت",
  notTakingPlace: "لن تُقام هذه الجلسة",
  ownedSessions: (count, total) => `جلسات لديك بالفعل: ${count} من ${total}`,
  owned: (count, total) => `مما يشمله لديك بالفعل: ${count} من ${total}`,
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
};
