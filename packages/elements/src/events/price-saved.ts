/** An admin has set a price. */
export class BursarPriceSavedEvent extends Event {
  /** The host's own id of the offering. */
  readonly offering: string;
  /** ISO 4217, or one of the tenant's own. */
  readonly currency: string;
  /** In minor units; null when the price was taken away. */
  readonly amount: number | null;

  constructor(offering: string, currency: string, amount: number | null) {
    super("bursar-price-saved", { bubbles: true, composed: true });
    this.offering = offering;
    this.currency = currency;
    this.amount = amount;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-price-saved": BursarPriceSavedEvent;
  }
}
