import type { Cancellation } from "@bursar/sdk";

/** Somebody has confirmed that they cancel. `preventDefault()` leaves everything as it is. */
export class BursarCancelEvent extends Event {
  /** `enr_…` */
  readonly enrollment: string;
  /** The host's own id of the offering. */
  readonly offering: string;
  /** What was shown to come back, in minor units; null when nothing does. */
  readonly refund: Cancellation["refund"];

  constructor(enrollment: string, offering: string, refund: Cancellation["refund"]) {
    super("bursar-cancel", { bubbles: true, composed: true, cancelable: true });
    this.enrollment = enrollment;
    this.offering = offering;
    this.refund = refund;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-cancel": BursarCancelEvent;
  }
}
