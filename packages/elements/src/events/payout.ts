/** Somebody is about to ask for a payout. `preventDefault()` keeps it from happening, to ask first, say; then call `withdraw()`. */
export class BursarPayoutEvent extends Event {
  /** ISO 4217, or one of the tenant's own. */
  readonly currency: string;
  /** In minor units. */
  readonly amount: number;
  /** Where it is to go, as the payee wrote it. */
  readonly destination: string;

  constructor(currency: string, amount: number, destination: string) {
    super("bursar-payout", { bubbles: true, composed: true, cancelable: true });
    this.currency = currency;
    this.amount = amount;
    this.destination = destination;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-payout": BursarPayoutEvent;
  }
}
