import type { EnrollmentGateMessages } from "../en/enrollment-gate.ts";
import { common } from "./common.ts";

export const messages: EnrollmentGateMessages = {
  ...common,
  locked: "ليس متاحًا لك بعد",
  notEnrolled: "للمسجّلين فقط",
  signedOut: "سجّل الدخول لفتحه إن كنت مسجّلًا فيه",
  expired: (day) => `انتهت صلاحية وصولك في ${day}`,
  over: "انتهت صلاحية وصولك",
  unknownOffering: "غير متاح حاليًا",
  notStarted: "لم تبدأ صلاحية وصولك بعد",
  opened: "أصبح متاحًا لك الآن",
};
