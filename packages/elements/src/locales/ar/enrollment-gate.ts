import type { EnrollmentGateMessages } from "../en/enrollment-gate.ts";
import { common } from "./common.ts";

export const messages: EnrollmentGateMessages = {
  ...common,
  locked: "ليس متاحًا لك بعد",
  notEnrolled: "للمسجَّلين",
  signedOut: "ادخل إلى حسابك لفتحه إن كنت مسجَّلًا",
  expired: (day) => `انتهى وصولك في ${day}`,
  over: "انتهى وصولك",
  unknownOffering: "غير متاح حاليًا",
  notStarted: "لم يبدأ وصولك بعد",
  opened: "أصبح متاحًا لك الآن",
};
