import { define } from "../internal/define.ts";
import { BursarEarnings } from "./earnings.ts";

define("bursar-earnings", BursarEarnings);

declare global {
  interface HTMLElementTagNameMap {
    "bursar-earnings": BursarEarnings;
  }
}

export { BursarEarnings };
