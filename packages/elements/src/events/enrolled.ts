import type { NewEnrollment } from "@bursar/sdk";

/** The user is enrolled, and has paid. */
export class BursarEnrolledEvent extends Event {
  readonly offering: string;
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
