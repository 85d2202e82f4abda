import { define } from "../internal/define.ts";
import { BursarReceipt } from "./receipt.ts";

define("bursar-receipt", BursarReceipt);

declare global {
  interface HTMLElementTagNameMap {
    "bursar-receipt": BursarReceipt;
  }
}

export { BursarReceipt };
