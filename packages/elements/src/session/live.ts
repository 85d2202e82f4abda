import type { EventStream } from "@bursar/sdk";
import { type Api, Events } from "@bursar/sdk/resources";

interface Options {
  api: () => Promise<Api>;
  receive: (event: LiveEvent) => void;
}

type LiveEvent = EventStream extends AsyncIterable<infer Event> ? Event : never;

// A tab in the background gives its connection back: over HTTP/1.1 a browser has six of them for all tabs of a site.
const hiddenMsMax = 60_000;

/** The page's one live stream: open while an element wants it and somebody can see the page. */
export class Live {
  readonly #api: Options["api"];
  readonly #receive: Options["receive"];
  #wanted = 0;
  #connection: AbortController | undefined;
  #stream: EventStream | undefined;
  #hidden: ReturnType<typeof setTimeout> | undefined;

  constructor({ api, receive }: Options) {
    this.#api = api;
    this.#receive = receive;
    document.addEventListener("visibilitychange", () => this.#visibilityChanged());
    // An open connection would keep the page out of the back/forward cache.
    addEventListener("pagehide", () => this.#stop());
    addEventListener("pageshow", () => this.#start());
  }

  /** Wants the stream until the returned function is called. */
  acquire(): () => void {
    this.#wanted++;
    this.#start();
    return () => {
      this.#wanted--;
      // An element that is moved in the document leaves and comes back at once.
      queueMicrotask(() => this.#wanted || this.#stop());
    };
  }

  /** Begins anew: somebody else is signed in now, or tries again after trouble that had ended it. */
  reset(): void {
    this.#stop();
    this.#stream = undefined;
    this.#start();
  }

  #start(): void {
    if (!this.#wanted || this.#connection || document.hidden) return;
    this.#connection = new AbortController();
    void this.#follow(this.#connection.signal);
  }

  #stop(): void {
    this.#connection?.abort();
    this.#connection = undefined;
  }

  #visibilityChanged(): void {
    clearTimeout(this.#hidden);
    if (document.hidden) this.#hidden = setTimeout(() => this.#stop(), hiddenMsMax);
    else this.#start();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const lastEventId = this.#stream?.lastEventId;
    try {
      this.#stream = new Events(await this.#api()).stream({ lastEventId, signal });
      for await (const event of this.#stream) this.#receive(event);
    } catch {
      // What the SDK doesn't try again is final: nobody is signed in, or this user may not. The elements say so
      // themselves; without the stream they only stand still, until somebody tries again.
    }
  }
}
