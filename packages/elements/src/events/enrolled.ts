import type { NewEnrollment } from "@bursar/sdk";

/** The user is enrolled, and has paid. */
export class BursarEnrolledEvent extends Event {
  /** The host's own id of the offering. */
  readonly offering: string;
  /** With what was paid, and what is left to spend. */
  readonly enrollment: NewEnrollment;

  constructor(enrollment: NewEnrollment) {
    super("bursar-enrolled", { bubbles: true, composed: true });
    this.offering = enrollment.offering;
    this.enrollment = enrollment;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-enrolled": BursarEnrolledEvent;
  }
}
