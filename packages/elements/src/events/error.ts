import { isBursarError } from "@bursar/sdk";

/** Something could not be shown or done. The element has told its user; this is for the host's log. */
export class BursarErrorEvent extends Event {
  /** Such as `wallet.insufficient_funds`; null for an error that is not the API's. */
  readonly code: string | null;
  /** What was thrown: a `BursarError`, when the API has answered or could not be reached. */
  readonly error: unknown;

  constructor(error: unknown) {
    super("bursar-error", { bubbles: true, composed: true });
    this.code = isBursarError(error) ? error.code : null;
    this.error = error;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-error": BursarErrorEvent;
  }
}
