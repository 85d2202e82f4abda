import { ConnectionError, isBursarError } from "@bursar/sdk";
import { type Api, connectUser } from "@bursar/sdk/resources";
import { untilItComes } from "../internal/until-it-comes.ts";
import type { Fact } from "./facts.ts";
import type { Live } from "./live.ts";
import { type Configuration, page } from "./page.ts";
import { Resource } from "./resource.ts";
import { SignedOutError } from "./signed-out.ts";

/** Describes something of the API's that elements show. */
export interface Query<T> {
  /** The same key is the same thing: it is loaded once. */
  key: string;
  load: (api: Api) => Promise<T>;
  /** Joins what was loaded again to what is known; it replaces it by default. */
  merge?: (fresh: T, known: T) => T;
  /** Keeps it true when a fact becomes known; what it has to ask for, it promises. */
  follow: (fact: Fact, resource: Resource<T>) => void | Promise<void>;
}

/** A wish to change something. It keeps its idempotency key until the outcome is known. */
interface Intent {
  run: () => Promise<unknown>;
  answer?: Promise<unknown> | undefined;
}

interface Entry {
  resource: Resource<unknown>;
  follow: (fact: Fact) => void | Promise<void>;
}

/** What all elements of a page share: the client with its token, a cache, and the live stream. */
export class Session {
  #api = Promise.withResolvers<Api>();
  readonly #entries = new Map<string, Entry>();
  readonly #intents = new Map<string, Intent>();
  /** The highest version of each wallet that an event has told of. */
  readonly #versions = new Map<string, number>();
  #live: Promise<Live> | undefined;
  /** Once the API has answered anything. */
  readonly #answered = Promise.withResolvers<void>();

  /** Counts whom the page has served: what was shown to one is not for the next. */
  audience = 0;

  constructor() {
    addEventListener("online", () => this.#refresh());
  }

  configure({ key, getToken, baseUrl, fetch: ask = (...request) => fetch(...request) }: Configuration): void {
    const api = connectUser({
      publishableKey: key,
      baseUrl,
      fetch: async (...request) => {
        const response = await ask(...request);
        // A stream that doesn't resume tells of what happens from now on: what was read before may be older than that.
        const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
        if (isStream && !new Request(...request).headers.has("last-event-id")) this.#refresh();
        return response;
      },
      getToken: async () => {
        const token = await Promise.race([getToken(), noToken()]).catch((cause) => {
          throw new ConnectionError("The host's server gave no token", { cause });
        });
        if (token === null) throw new SignedOutError();
        return token;
      },
    });
    // Whoever waited since the page began gets it now; whoever asks from here on gets it at once.
    this.#api.resolve(api);
    this.#api = Promise.withResolvers();
    this.#api.resolve(api);
    this.audience++;
    this.#intents.clear();
    this.#versions.clear();
    for (const { resource } of this.#entries.values()) resource.reset();
    this.#resetStream();
  }

  resource<T>({ key, load, merge, follow }: Query<T>): Resource<T> {
    const known = this.#entries.get(key)?.resource as Resource<T> | undefined;
    if (known) return known;
    const resource: Resource<T> = new Resource(async () => {
      const fresh = await load(await this.#api.promise).finally(this.#answered.resolve);
      return merge && resource.value !== undefined ? merge(fresh, resource.value) : fresh;
    });
    this.#entries.set(key, { resource, follow: (fact) => follow(fact, resource) });
    return resource;
  }

  /** Asks again after trouble, which the live stream may have had, too. As it begins, all else is asked again. */
  retry(resource: Resource<unknown>): void {
    resource.reset();
    this.#resetStream();
  }

  /** Asks the API for what isn't kept. */
  async read<T>(ask: (api: Api) => Promise<T>): Promise<T> {
    return ask(await this.#api.promise);
  }

  /** Tells the listener of every change, and keeps the live stream open, until the returned function is called. */
  watch(resource: Resource<unknown>, listener: () => void): () => void {
    const unwatch = resource.watch(listener);
    const acquired = this.#stream().then((live) => live.acquire());
    return () => {
      unwatch();
      void acquired.then((release) => release());
    };
  }

  /**
   * Tells all that is on the page what has become known, be it from the stream or from the answer to an action; done when
   * all has been asked for that the fact does not tell.
   */
  async publish(fact: Fact): Promise<void> {
    if (fact.type === "transaction.posted" && "version" in fact.data) {
      const { currency, version } = fact.data;
      // Events of one wallet may overtake each other; the balance that came last is not always the last.
      if (version < (this.#versions.get(currency) ?? 0)) return;
      this.#versions.set(currency, version);
    }
    const watched = [...this.#entries.values()].filter(({ resource }) => resource.watched);
    await Promise.all(watched.map(({ follow }) => follow(fact)));
  }

  /**
   * Changes something, once: asked again before the answer is there, it is the same action; asked again after an answer
   * that never came, it is sent with the same idempotency key and the same body.
   */
  act<T>(name: string, run: (api: Api, options: { idempotencyKey: string }) => Promise<T>): Promise<T> {
    // `crypto.randomUUID` is missing on pages without TLS.
    const idempotencyKey = crypto.getRandomValues(new BigUint64Array(2)).join("-");
    const intent = this.#intents.get(name) ?? { run: async () => run(await this.#api.promise, { idempotencyKey }) };
    this.#intents.set(name, intent);
    intent.answer ??= this.#outcome(name, intent);
    return intent.answer as Promise<T>;
  }

  async #outcome(name: string, intent: Intent): Promise<unknown> {
    try {
      const answer = await intent.run();
      this.#intents.delete(name);
      return answer;
    } catch (error) {
      intent.answer = undefined;
      if (isRefusal(error)) this.#intents.delete(name);
      throw error;
    }
  }

  #stream(): Promise<Live> {
    this.#live ??= this.#loadStream();
    return this.#live;
  }

  /** What is shown first does not need the stream, which keeps it true. So neither it nor its code are in the way. */
  async #loadStream(): Promise<Live> {
    await this.#answered.promise;
    const { Live } = await untilItComes("the live stream", () => import("./live.ts"));
    return new Live({
      api: () => this.#api.promise,
      receive: (event) => void (event.type === "reset" ? this.#refresh() : this.publish(event)),
    });
  }

  #resetStream(): void {
    void this.#live?.then((live) => live.reset());
  }

  #refresh(): void {
    for (const { resource } of this.#entries.values()) if (resource.watched) void resource.refresh();
  }
}

const tokenMsMax = 10_000;

/** A host's server that hangs must not leave the page waiting for ever. */
const noToken = () =>
  new Promise<never>((_, reject) => setTimeout(() => reject(new Error("It took too long")), tokenMsMax));

/** The session of this page, made by whichever element comes first. */
export function pageSession(): Session {
  if (!page.session) {
    page.session = new Session();
    if (page.configuration) page.session.configure(page.configuration);
  }
  return page.session as Session;
}

/** Whether the API has decided. Faults are not stored under the key, and after silence nobody knows. */
function isRefusal(error: unknown): boolean {
  return isBursarError(error) && error.status !== null && error.status < 500 && error.status !== 429;
}
