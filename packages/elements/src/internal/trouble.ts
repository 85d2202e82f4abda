import type { CommonMessages } from "../locales/en/common.ts";

/** Why something could not be shown. */
export const loadTrouble = (text: CommonMessages): string => (navigator.onLine ? text.failed : text.offline);
