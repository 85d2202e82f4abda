import { isBursarError } from "@bursar/sdk";
import type { ActingMessages } from "../locales/en/acting.ts";
import type { CommonMessages } from "../locales/en/common.ts";
import { SignedOutError } from "../session/signed-out.ts";

/** Why something could not be done, and whether that is certain: after silence, trying again must not frighten. */
export function actTrouble(error: unknown, text: CommonMessages & ActingMessages): string {
  if (!navigator.onLine) return text.offline;
  if (error instanceof SignedOutError) return text.refused;
  if (!isBursarError(error) || error.status === null || error.status >= 500) return text.unknown;
  if (error.code === "wallet.frozen") return text.frozen;
  if (error.code === "wallet.in_debt") return text.inDebt;
  return text.refused;
}
