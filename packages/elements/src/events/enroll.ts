import type { Price } from "@bursar/sdk";

/** Somebody pressed the button. `preventDefault()` keeps the money where it is, to ask first, say; then call `enroll()`. */
export class BursarEnrollEvent extends Event {
  /** The host's own id of the offering. */
  readonly offering: string;
  /** What was shown, or null when it is free. */
  readonly price: Price | null;

  constructor(offering: string, price: Price | null) {
    super("bursar-enroll", { bubbles: true, composed: true, cancelable: true });
    this.offering = offering;
    this.price = price;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-enroll": BursarEnrollEvent;
  }
}
