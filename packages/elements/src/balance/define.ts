import { define } from "../internal/define.ts";
import { BursarBalance } from "./balance.ts";

define("bursar-balance", BursarBalance);

declare global {
  interface HTMLElementTagNameMap {
    "bursar-balance": BursarBalance;
  }
}

export { BursarBalance };
