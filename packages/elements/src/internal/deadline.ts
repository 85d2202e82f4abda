import type { ReactiveController, ReactiveControllerHost } from "lit";

interface Moment {
  /** RFC 3339, by the API's clock. */
  at: string;
  /** What that clock said when it told of the moment. */
  asOf: string;
}

type Told = { [Fact in keyof Moment]: Moment[Fact] | null | undefined };

// Timers count in 31 bits: 24 days.
const pauseMsMax = 2 ** 31 - 1;

/** Acts when a moment of the API's comes. The clock of this device may be wrong; only how far it runs on is used. */
export class Deadline implements ReactiveController {
  readonly #ask: () => Told;
  readonly #act: () => void;
  #known: { asOf: string; since: number } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What has been acted on. When the API tells of it again, it wasn't time yet. */
  #done: Moment | undefined;

  /** There is no such moment while the API has told nothing of it. */
  constructor(host: ReactiveControllerHost, ask: () => Told, act: () => void) {
    this.#ask = ask;
    this.#act = act;
    host.addController(this);
  }

  /** Whether the moment has come, since the API told of it. */
  get isOver(): boolean {
    return this.#remainingMs <= 0;
  }

  hostConnected(): void {
    // A device that slept has missed its timers.
    document.addEventListener("visibilitychange", this.#set);
  }

  hostUpdated(): void {
    this.#set();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#set);
  }

  get #moment(): Moment | null {
    const { at, asOf } = this.#ask();
    return at && asOf ? { at, asOf } : null;
  }

  get #remainingMs(): number {
    const moment = this.#moment;
    if (!moment) return Number.POSITIVE_INFINITY;
    if (this.#known?.asOf !== moment.asOf) this.#known = { asOf: moment.asOf, since: Date.now() };
    return Date.parse(moment.at) - Date.parse(moment.asOf) - (Date.now() - this.#known.since);
  }

  readonly #set = (): void => {
    clearTimeout(this.#timer);
    const moment = this.#moment;
    if (!moment || (moment.at === this.#done?.at && moment.asOf === this.#done.asOf)) return;
    this.#timer = setTimeout(() => this.#ring(moment), Math.min(this.#remainingMs, pauseMsMax));
  };

  #ring(moment: Moment): void {
    if (this.isOver) {
      this.#done = moment;
      this.#act();
    } else this.#set();
  }
}
