import { createParser } from "eventsource-parser";
import type { Event } from "./contract/events.ts";
import { BursarError, ConnectionError, RateLimitError } from "./errors.ts";

/** Too much was missed to catch up: load afresh what you show. The stream goes on from now. */
export interface StreamReset {
  type: "reset";
}

export interface EventStreamOptions {
  /** Goes on after this event: `stream.lastEventId` of an earlier stream. Without it the stream begins now. */
  lastEventId?: string | undefined;
  /** Aborting it ends the loop, without an error. */
  signal?: AbortSignal | undefined;
}

interface Source {
  connect: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Response>;
  sleep?: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

interface Message {
  id?: string | undefined;
  event?: string | undefined;
  data?: string;
}

/** Longer than the API is ever silent: it sends a comment every 15 s. A laptop that slept holds a dead connection. */
const silenceMsMax = 45_000;
const delayMsDefault = 1_000;
const delayMsMax = 30_000;
const messageLengthMax = 1_000_000;

/**
 * The user's events, live. Lost connections are opened again, with growing pauses, where they broke off: no event is
 * missed or seen twice. What trying again can't mend (a user who may not, say) is thrown.
 *
 * @example
 * for await (const event of bursar.events.stream({ signal })) {
 *   if (event.type === "transaction.posted") show(event.data.balance);
 *   if (event.type === "reset") await reload();
 * }
 */
export class EventStream implements AsyncIterable<Event | StreamReset> {
  #lastEventId: string | undefined;
  #delayMs = delayMsDefault;
  readonly #signal: AbortSignal | undefined;
  readonly #connect: Source["connect"];
  readonly #sleep: NonNullable<Source["sleep"]>;

  constructor(source: Source, options: EventStreamOptions = {}) {
    this.#connect = source.connect;
    this.#sleep = source.sleep ?? sleep;
    this.#lastEventId = options.lastEventId;
    this.#signal = options.signal;
  }

  /** Where to go on after the event that was yielded last. */
  get lastEventId(): string | undefined {
    return this.#lastEventId;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event | StreamReset, void, undefined> {
    const left = new AbortController();
    const signal = this.#signal ? AbortSignal.any([this.#signal, left.signal]) : left.signal;
    let failures = 0;
    try {
      while (!signal.aborted) {
        let retryAfterMs = 0;
        try {
          const response = await this.#connect(this.#lastEventId, signal);
          for await (const message of this.#read(response)) {
            failures = 0;
            if (message.id !== undefined) this.#lastEventId = message.id || undefined;
            if (message.event === "reset") yield { type: "reset" };
            else if (message.data !== undefined) yield JSON.parse(message.data);
          }
        } catch (error) {
          if (signal.aborted) return;
          if (!isPassing(error)) throw error;
          if (error instanceof RateLimitError) retryAfterMs = (error.retryAfterSeconds ?? 0) * 1000;
        }
        await this.#sleep(Math.max(retryAfterMs, jittered(this.#delayMs * 2 ** failures)), signal);
        failures += 1;
      }
    } finally {
      left.abort();
    }
  }

  async *#read(response: Response): AsyncGenerator<Message, void, undefined> {
    if (response.body === null) return;
    const messages: Message[] = [];
    const parser = createParser({
      onId: (id) => messages.push({ id }),
      onEvent: ({ event, data }) => messages.push({ event, data }),
      onComment: () => messages.push({}),
      onRetry: (delayMs) => {
        this.#delayMs = Math.min(delayMs, delayMsMax);
      },
      maxBufferSize: messageLengthMax,
    });
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    try {
      for (;;) {
        const chunk = await readBeforeSilence(reader);
        if (chunk === undefined) return;
        parser.feed(decoder.decode(chunk, { stream: true }));
        yield* messages.splice(0);
      }
    } finally {
      await reader.cancel().catch(() => {});
    }
  }
}

/** The next chunk, or undefined when the connection ended or went silent. */
async function readBeforeSilence(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
  const watchdog = setTimeout(() => reader.cancel().catch(() => {}), silenceMsMax);
  try {
    return (await reader.read()).value;
  } catch (cause) {
    throw new ConnectionError("The event stream broke off", { cause });
  } finally {
    clearTimeout(watchdog);
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof BursarError && (error.status === null || error.status === 429 || error.status >= 500);
}

/** Between half and all of it, so that the many streams of a restarted API don't come back in one moment. */
function jittered(delayMs: number): number {
  return Math.min(delayMs, delayMsMax) * (0.5 + Math.random() / 2);
}

function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, delayMs);
    signal.addEventListener("abort", finish);
    function finish() {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    }
  });
}
