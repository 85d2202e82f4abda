import type { WaitlistEntry } from "@bursar/sdk";

/**
 * The user has begun to wait for a place of a full offering, or waits no longer, by a press on this page: `entry.status`
 * says which. What becomes of the wait later, an offer say, the element shows by itself, and webhooks tell your server.
 */
export class BursarWaitlistEvent extends Event {
  /** The host's own id of the offering. */
  readonly offering: string;
  /** With the position of whoever waits. */
  readonly entry: WaitlistEntry;

  constructor(entry: WaitlistEntry) {
    super("bursar-waitlist", { bubbles: true, composed: true });
    this.offering = entry.offering;
    this.entry = entry;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-waitlist": BursarWaitlistEvent;
  }
}
