import type { WalletAction } from "../session/users.ts";

/** An admin has confirmed, and nothing has happened yet. `preventDefault()` keeps it from happening. */
export class BursarAdminActionEvent extends Event {
  /** Whose wallet, which currency, how much in minor units, and why. */
  readonly action: WalletAction;

  constructor(action: WalletAction) {
    super("bursar-admin-action", { bubbles: true, composed: true, cancelable: true });
    this.action = action;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-admin-action": BursarAdminActionEvent;
  }
}
