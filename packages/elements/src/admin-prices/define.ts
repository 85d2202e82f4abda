import { define } from "../internal/define.ts";
import { BursarAdminPrices } from "./admin-prices.ts";

define("bursar-admin-prices", BursarAdminPrices);

declare global {
  interface HTMLElementTagNameMap {
    "bursar-admin-prices": BursarAdminPrices;
  }
}

export { BursarAdminPrices };
