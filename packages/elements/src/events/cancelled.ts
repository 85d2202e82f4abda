import type { CancelledEnrollment } from "@bursar/sdk";

/** The user has cancelled, and has back what there was to get back. */
export class BursarCancelledEvent extends Event {
  /** The host's own id of the offering. */
  readonly offering: string;
  /** As it is now, still live if another reason lets the user in; with what came back. */
  readonly enrollment: CancelledEnrollment;

  constructor(enrollment: CancelledEnrollment) {
    super("bursar-cancelled", { bubbles: true, composed: true });
    this.offering = enrollment.offering;
    this.enrollment = enrollment;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-cancelled": BursarCancelledEvent;
  }
}
