import type { ActingMessages } from "../en/acting.ts";

export const acting: ActingMessages = {
  refused: "تعذّر ذلك، ولم يُخصم شيء",
  unknown: "لم يصل رد. أعد المحاولة: لن يُخصم المبلغ مرتين",
  frozen: "محفظتك مجمّدة، ولم يُخصم شيء",
  inDebt: "رصيد محفظتك أقل من الصفر، ولم يُخصم شيء",
};
