import type { Payout } from "@bursar/sdk";

/** A payout was asked for, and the money is reserved for it. */
export class BursarPayoutRequestedEvent extends Event {
  /** With its status: whether it needs an approval first. */
  readonly payout: Payout;

  constructor(payout: Payout) {
    super("bursar-payout-requested", { bubbles: true, composed: true });
    this.payout = payout;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-payout-requested": BursarPayoutRequestedEvent;
  }
}
