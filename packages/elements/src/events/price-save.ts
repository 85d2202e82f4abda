/** An admin is about to set a price. `preventDefault()` leaves it as it is, to ask first, say; then call `save()`. */
export class BursarPriceSaveEvent extends Event {
  /** The host's own id of the offering. */
  readonly offering: string;
  /** ISO 4217, or one of the tenant's own. */
  readonly currency: string;
  /** In minor units; null takes the price away. */
  readonly amount: number | null;

  constructor(offering: string, currency: string, amount: number | null) {
    super("bursar-price-save", { bubbles: true, composed: true, cancelable: true });
    this.offering = offering;
    this.currency = currency;
    this.amount = amount;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-price-save": BursarPriceSaveEvent;
  }
}
