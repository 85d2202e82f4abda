import type { StatementLine } from "@bursar/sdk";
import type { WalletAction } from "../session/users.ts";

/** What an admin has confirmed is done. */
export class BursarAdminDoneEvent extends Event {
  /** Whose wallet, which currency, how much in minor units, and why. */
  readonly action: WalletAction;
  /** Null when no money has moved. */
  readonly transaction: StatementLine | null;

  constructor(action: WalletAction, transaction: StatementLine | null) {
    super("bursar-admin-done", { bubbles: true, composed: true });
    this.action = action;
    this.transaction = transaction;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-admin-done": BursarAdminDoneEvent;
  }
}
