import type { ChangingMessages } from "../en/changing.ts";

export const changing: ChangingMessages = {
  unknown: "لم يصل رد. أعد المحاولة: لن يتم ذلك مرتين",
  refused: "تعذّر ذلك، ولم يحدث شيء",
};
