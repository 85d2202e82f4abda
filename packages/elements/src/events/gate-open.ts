/** A gate has opened: at once for who may enter, and the moment that somebody enrolls. Load what belongs inside now. */
export class BursarGateOpenEvent extends Event {
  /** The host's own id of the offering. */
  readonly offering: string;

  constructor(offering: string) {
    super("bursar-gate-open", { bubbles: true, composed: true });
    this.offering = offering;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "bursar-gate-open": BursarGateOpenEvent;
  }
}
