import { define } from "../internal/define.ts";
import { BursarAdminUnits } from "./admin-units.ts";

define("bursar-admin-units", BursarAdminUnits);

declare global {
  interface HTMLElementTagNameMap {
    "bursar-admin-units": BursarAdminUnits;
  }
}

export { BursarAdminUnits };
