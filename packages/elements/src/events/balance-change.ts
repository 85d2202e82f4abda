import type { Balance } from "@bursar/sdk";

/** What can be spent has changed while it was shown: by this page, another tab, or an admin. */
export class BursarBalanceChangeEvent extends Event {
  /** What can be spent now. */
  readonly balance: Balance;
  /** What could be spent before. */
  readonly previous: Balance;

  constructor(balance: Balance, previous: Balance) {
    super("bursar-balance-change", { bubbles: true, composed: true });
    this.balance = balance;
    this.previous = previous;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-balance-change": BursarBalanceChangeEvent;
  }
}
