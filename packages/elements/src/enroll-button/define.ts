import { define } from "../internal/define.ts";
import { BursarEnrollButton } from "./enroll-button.ts";

define("bursar-enroll-button", BursarEnrollButton);

declare global {
  interface HTMLElementTagNameMap {
    "bursar-enroll-button": BursarEnrollButton;
  }
}

export { BursarEnrollButton };
