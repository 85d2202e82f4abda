import { define } from "../internal/define.ts";
import { BursarAdminPayouts } from "./admin-payouts.ts";

define("bursar-admin-payouts", BursarAdminPayouts);

declare global {
  interface HTMLElementTagNameMap {
    "bursar-admin-payouts": BursarAdminPayouts;
  }
}

export { BursarAdminPayouts };
