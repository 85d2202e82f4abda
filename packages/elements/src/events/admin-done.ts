import type { StatementLine } from "@bursar/sdk";
import type { EscrowAction, EscrowResult } from "../session/payouts.ts";
import type { WalletAction } from "../session/users.ts";

/** What an admin has confirmed is done. */
export class BursarAdminDoneEvent extends Event {
  /** What of whom, how much in minor units, and why; its `type` says which it is. */
  readonly action: WalletAction | EscrowAction;
  /** Of a wallet; null when no money of one has moved. */
  readonly transaction: StatementLine | null;
  /** The payout, batch or hold that was acted on, as it is now; null when it was a wallet. */
  readonly result: EscrowResult | null;

  constructor(
    action: WalletAction | EscrowAction,
    transaction: StatementLine | null,
    result: EscrowResult | null = null,
  ) {
    super("bursar-admin-done", { bubbles: true, composed: true });
    this.action = action;
    this.transaction = transaction;
    this.result = result;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-admin-done": BursarAdminDoneEvent;
  }
}
