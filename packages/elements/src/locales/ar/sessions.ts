import { isolated } from "../../internal/isolated.ts";
import type { SessionsMessages } from "../en/sessions.ts";
import { changing } from "./changing.ts";
import { common } from "./common.ts";

export const messages: SessionsMessages = {
  ...common,
  ...changing,
  live: "مباشر الآن",
  attended: (minutes) => `مدة حضورك ${minutes}`,
  missed: "فاتتك الجلسة",
  hostAbsent: "لم يحضر المضيف",
  notMeasured: "لم يُسجَّل الحضور",
  cancelled: "أُلغيت الجلسة",
  comesBack: "أُلغيت الجلسة، وستسترد ما دفعته",
  cameBack: "أُلغيت الجلسة، واسترددت ما دفعته",
  question: "هل أُقيمت الجلسة؟",
  about: (title) => `هل أُقيمت ${isolated(title)}؟`,
  confirm: "نعم، أؤكد",
  report: "أبلغ عن مشكلة",
  reason: "ما المشكلة؟",
  reasonMissing: "اكتب ما المشكلة",
  send: "أرسل البلاغ",
  back: "رجوع",
  disputed: "أبلغت عن مشكلة، وهي قيد المراجعة",
  confirmed: "شكرًا، تم التأكيد",
};
