import type { EarningsMessages } from "../en/earnings.ts";
import { common } from "./common.ts";

export const messages: EarningsMessages = {
  ...common,
  signedOut: "سجّل الدخول لعرض أرباحك",
  empty: "لا توجد أرباح بعد",
  title: (currency) => `أرباح ${currency}`,
  available: "المتاح للسحب",
  maturing: "قيد الاستحقاق",
  next: (day) => `الدفعة التالية في ${day}`,
  held: "محجوز كضمان",
  heldNote: "حتى اكتمال التقديم، ثم يُقسَم",
  underWay: "في طريقه إليك",
  paid: "المدفوع حتى الآن",
  owed: "مستحق عليك",
  owedNote: "سُحب بعد استرداد، ويُسدَّد من أرباحك القادمة",
  withdraw: "سحب",
  least: (minimum) => `الحد الأدنى للسحب ${minimum}`,
};
