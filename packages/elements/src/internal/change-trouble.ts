import { isBursarError } from "@bursar/sdk";
import type { ChangingMessages } from "../locales/en/changing.ts";
import type { CommonMessages } from "../locales/en/common.ts";

/** Why something was not changed, and whether that is certain: after silence, trying again must not frighten. */
export function changeTrouble(error: unknown, text: CommonMessages & ChangingMessages): string {
  if (!navigator.onLine) return text.offline;
  return isBursarError(error) && error.status !== null && error.status < 500 ? text.refused : text.unknown;
}
