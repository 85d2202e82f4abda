import type { BalanceMessages } from "../en/balance.ts";
import { common } from "./common.ts";

export const messages: BalanceMessages = {
  ...common,
  signedOut: "سجّل الدخول لعرض رصيدك",
};
