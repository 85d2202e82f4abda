import ky, { HTTPError, TimeoutError as KyTimeoutError, NetworkError, type ShouldRetryState } from "ky";
import type { Credentials } from "./credentials.ts";
import { AuthenticationError, ConnectionError, errorFromAnswer, retryAfterSeconds, TimeoutError } from "./errors.ts";
import type { Path } from "./path.ts";

/** What every call takes. */
export interface RequestOptions {
  /** Aborts the call, its retries included: the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** How long one attempt may take, in milliseconds; a call makes three at most. The default is 10,000. */
  timeoutMs?: number | undefined;
}

/** What a call takes that moves money, XP, seats or access. */
export interface IdempotentOptions extends RequestOptions {
  /**
   * Names the work, so that it is done once however often it is asked for: within the call, and when you ask again with
   * the same key. By default each call has a key of its own.
   *
   * @example
   * await bursar.transactions.create(grant, { idempotencyKey: `welcome-${user.id}` });
   */
  idempotencyKey?: string | undefined;
}

export interface Call extends IdempotentOptions {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: Path;
  query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  body?: unknown;
  /** Needs an idempotency key. */
  idempotent?: boolean;
}

type Fetch = typeof globalThis.fetch;

interface Request {
  method: Call["method"];
  url: string;
  query: Call["query"];
  headers: Record<string, string | undefined>;
  body?: string | undefined;
  signal?: AbortSignal | undefined;
  timeoutMs: number;
  retryWhen: (state: ShouldRetryState) => false | undefined;
  fetch: Fetch;
}

const timeoutMsDefault = 10_000;
const retriesMax = 2;
/** Who is told to wait longer is better told than kept waiting. */
const retryAfterSecondsMax = 30;
const methods = ["get", "post", "put", "patch", "delete"];
const repeatableMethods = new Set(["get", "put", "delete"]);

/** Sends requests: with credentials, timeouts, and retries where they are safe; and turns failures into errors. */
export class Transport {
  readonly #baseUrl: string;
  readonly #fetch: Fetch;
  readonly credentials: Credentials;

  constructor(options: { baseUrl: string; credentials: Credentials; fetch: Fetch }) {
    this.#baseUrl = options.baseUrl;
    this.#fetch = options.fetch;
    this.credentials = options.credentials;
  }

  async json<Answer>(call: Call): Promise<Answer> {
    const response = await this.#authorized({
      method: call.method,
      url: `${this.#baseUrl}${call.path}`,
      query: call.query,
      headers: {
        "Content-Type": call.body === undefined ? undefined : "application/json",
        "Idempotency-Key": call.idempotent ? (call.idempotencyKey ?? newKey()) : undefined,
      },
      // Written once: a repeat under the same idempotency key must be the same to the byte.
      body: JSON.stringify(call.body),
      signal: call.signal,
      timeoutMs: call.timeoutMs ?? timeoutMsDefault,
      retryWhen: retryWhen(call.idempotent === true || repeatableMethods.has(call.method)),
      fetch: async (input, init) => whole(await this.#fetch(input, init)),
    });
    return readJson<Answer>(response);
  }

  /** Opens an event stream. Its reader reconnects, so nothing is retried here. */
  stream(path: Path, lastEventId: string | undefined, signal: AbortSignal): Promise<Response> {
    return this.#authorized({
      method: "get",
      url: `${this.#baseUrl}${path}`,
      query: {},
      headers: { Accept: "text/event-stream", "Last-Event-ID": lastEventId },
      signal,
      timeoutMs: timeoutMsDefault,
      retryWhen: () => false,
      fetch: this.#fetch,
    });
  }

  /** A token can end, or be revoked, while it is in use: then the request is made once more with a fresh one. */
  async #authorized(request: Request): Promise<Response> {
    request.signal?.throwIfAborted();
    const token = await this.credentials.token();
    try {
      return await this.#send(request, token);
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error;
      const renewed = await this.credentials.renew(token);
      if (renewed === undefined) throw error;
      return await this.#send(request, renewed);
    }
  }

  async #send(request: Request, token: string): Promise<Response> {
    try {
      return await ky(request.url, {
        method: request.method,
        searchParams: { ...request.query, ...this.credentials.query },
        headers: { Accept: "application/json", ...request.headers, Authorization: `Bearer ${token}` },
        body: request.body ?? null,
        signal: request.signal ?? null,
        timeout: request.timeoutMs,
        fetch: request.fetch,
        retry: {
          limit: retriesMax,
          methods,
          statusCodes: [408, 429, 500, 502, 503, 504],
          afterStatusCodes: [429, 503],
          retryOnTimeout: true,
          shouldRetry: request.retryWhen,
          jitter: true,
          backoffLimit: 5_000,
        },
      });
    } catch (error) {
      if (error instanceof HTTPError) throw errorFromAnswer(error.response.status, error.response.headers, error.data);
      if (error instanceof KyTimeoutError)
        throw new TimeoutError(`No answer within ${request.timeoutMs} ms`, { cause: error });
      if (error instanceof NetworkError) throw new ConnectionError("The API could not be reached", { cause: error });
      throw error;
    }
  }
}

/** Answers undefined to leave the rest to the statuses and limits above. */
function retryWhen(repeatable: boolean): Request["retryWhen"] {
  return ({ error }) => {
    const wait = error instanceof HTTPError ? retryAfterSeconds(error.response.headers) : null;
    if (wait !== null && wait > retryAfterSecondsMax) return false;
    // Who counts requests does so before the work, so that even what must not be done twice can be sent again. A 503 can
    // come in the midst of it, from an API that has lost its database and does not know whether the work is done.
    const wasTurnedAway = error instanceof HTTPError && error.response.status === 429 && wait !== null;
    return repeatable || wasTurnedAway ? undefined : false;
  };
}

/** Reads the body as part of the attempt: one that breaks off, or is too slow, is then retried like any other. */
async function whole(response: Response): Promise<Response> {
  const body = await response.text();
  // Statuses such as 204 can't have a body, not even an empty one. `json` is not assigned: @hono/node-server puts a
  // `Response` of its own into the whole process, where that is read-only.
  return Object.defineProperty(new Response(body || null, response), "json", { value: async () => JSON.parse(body) });
}

async function readJson<Answer>(response: Response): Promise<Answer> {
  try {
    return (await response.json()) as Answer;
  } catch (cause) {
    throw new ConnectionError("The answer is not JSON: something between here and the API gave it", { cause });
  }
}

/**
 * Begins with the time, so that the API's index of keys grows at its end.
 * `crypto.randomUUID` is missing on pages without TLS, which some host sites still are.
 */
function newKey(): string {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
  return Date.now().toString(16).padStart(12, "0") + random.join("");
}
