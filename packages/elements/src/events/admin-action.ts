import type { EscrowAction } from "../session/payouts.ts";
import type { WalletAction } from "../session/users.ts";

/** An admin has confirmed, and nothing has happened yet. `preventDefault()` keeps it from happening. */
export class BursarAdminActionEvent extends Event {
  /** What of whom, how much in minor units, and why; its `type` says which it is. */
  readonly action: WalletAction | EscrowAction;

  constructor(action: WalletAction | EscrowAction) {
    super("bursar-admin-action", { bubbles: true, composed: true, cancelable: true });
    this.action = action;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-admin-action": BursarAdminActionEvent;
  }
}
