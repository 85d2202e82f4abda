import { define } from "../internal/define.ts";
import { BursarEnrollmentGate } from "./enrollment-gate.ts";

define("bursar-enrollment-gate", BursarEnrollmentGate);

declare global {
  interface HTMLElementTagNameMap {
    "bursar-enrollment-gate": BursarEnrollmentGate;
  }
}

export { BursarEnrollmentGate };
