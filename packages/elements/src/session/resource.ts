import { SignedOutError } from "./signed-out.ts";

export type State<T> =
  | { status: "loading" }
  | { status: "ready"; value: T }
  | { status: "signed-out" }
  | { status: "error"; error: unknown };

/** Something of the API's that elements show: loaded once for all who watch it, and kept fresh while anyone does. */
export class Resource<T> {
  state: State<T> = { status: "loading" };
  readonly #load: () => Promise<T>;
  readonly #listeners = new Set<() => void>();
  /** Numbers what was asked and learnt, so that what is shown never goes back to something older. */
  #latest = 0;
  #shown = 0;
  #asking = 0;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  /** Whether an answer is on its way, which {@link set} would make too old to count. */
  get isAsking(): boolean {
    return this.#asking > 0;
  }

  /** The value, if it is known. */
  get value(): T | undefined {
    return this.state.status === "ready" ? this.state.value : undefined;
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    // While nobody watched, the stream may have been closed: what is known is shown, and asked again.
    if (this.#listeners.size === 1) void this.refresh();
    return () => this.#listeners.delete(listener);
  }

  /** Takes over what was learnt elsewhere: from an event, or from the answer to an action. */
  set(value: T): void {
    this.#change({ status: "ready", value }, ++this.#latest);
  }

  /** Adds to what is known, which is no newer for it: an answer that is on its way still counts. */
  extend(value: T): void {
    this.#change({ status: "ready", value }, this.#shown);
  }

  /** Asks again, and shows what is known meanwhile. */
  async refresh(): Promise<void> {
    const number = ++this.#latest;
    this.#asking++;
    const state = await this.#ask();
    this.#asking--;
    if (number < this.#shown) return;
    // A failure matters when nothing is known, and nothing else is on its way.
    if (state.status === "error" && (this.value !== undefined || number < this.#latest)) return;
    this.#change(state, number);
  }

  /** Forgets what is known, and asks again if anyone watches. */
  reset(): void {
    this.#change({ status: "loading" }, ++this.#latest);
    if (this.watched) void this.refresh();
  }

  async #ask(): Promise<State<T>> {
    try {
      return { status: "ready", value: await this.#load() };
    } catch (error) {
      return error instanceof SignedOutError ? { status: "signed-out" } : { status: "error", error };
    }
  }

  #change(state: State<T>, number: number): void {
    this.#shown = number;
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
}
