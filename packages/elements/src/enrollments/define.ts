import { define } from "../internal/define.ts";
import { BursarEnrollments } from "./enrollments.ts";

define("bursar-enrollments", BursarEnrollments);

declare global {
  interface HTMLElementTagNameMap {
    "bursar-enrollments": BursarEnrollments;
  }
}

export { BursarEnrollments };
