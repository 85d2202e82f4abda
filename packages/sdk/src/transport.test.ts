import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Bursar } from "./client.ts";
import { ConnectionError, RateLimitError, RefusedError, ServerError, TimeoutError } from "./errors.ts";
import { type Answer, baseUrl, fakeApi, networkDown, problem } from "./testing/fake-api.ts";

const grant = { type: "grant", user: "42", currency: "UNIT", amount: 70 } as const;
const away: Answer = { status: 503 };
const wait: Answer = { headers: { "Retry-After": "0" } };

function client(...answers: Parameters<typeof fakeApi>) {
  const api = fakeApi(...answers);
  return { ...api, bursar: new Bursar({ secretKey: "sk_test_1", baseUrl, fetch: api.fetch }) };
}

const keysOf = ({ requests }: { requests: { headers: Headers }[] }) =>
  requests.map(({ headers }) => headers.get("Idempotency-Key"));

// Full jitter: with no luck there is no pause, and no test has to wait.
beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("a request", () => {
  test("goes to the API with the secret key, and JSON both ways", async () => {
    const { bursar, requests } = client({ body: { id: "42" } });
    await expect(bursar.users.upsert("42", { name: "Amina" })).resolves.toEqual({ id: "42" });
    const [request] = requests;
    expect(`${request?.method} ${request?.url}`).toBe("PUT https://api.test/v1/users/42");
    expect(request?.headers.get("Authorization")).toBe("Bearer sk_test_1");
    expect(request?.headers.get("Content-Type")).toBe("application/json");
    expect(request?.headers.get("Accept")).toBe("application/json");
    expect(request?.body).toEqual({ name: "Amina" });
  });

  test("keeps the path of the base URL", async () => {
    const { fetch, requests } = fakeApi();
    await new Bursar({ secretKey: "sk_test_1", baseUrl: "http://localhost:4000/bursar/", fetch }).tenant.retrieve();
    expect(requests[0]?.url.href).toBe("http://localhost:4000/bursar/v1/tenant");
  });

  test("leaves out what was not given", async () => {
    const { bursar, requests } = client({ body: { data: [], page: { nextCursor: null } } });
    await bursar.users.list({ search: undefined, limit: 5 });
    expect(requests[0]?.url.search).toBe("?limit=5");
  });

  test("is answered where a web framework has brought a Response of its own, with methods that are read-only", async () => {
    class FrameworkResponse extends Response {}
    Object.defineProperty(FrameworkResponse.prototype, "json", { value: Response.prototype.json });
    const { bursar } = client({ body: { id: "42" } });
    vi.stubGlobal("Response", FrameworkResponse);
    await expect(bursar.users.retrieve("42")).resolves.toEqual({ id: "42" });
  });

  test("for an unsafe id is never sent, and rejects", async () => {
    const { bursar, requests } = client();
    await expect(bursar.users.retrieve("..")).rejects.toThrow(TypeError);
    await expect(bursar.users.retrieve("")).rejects.toThrow(TypeError);
    await expect(bursar.transactions.list({ currency: "UNIT", user: "" })).rejects.toThrow(TypeError);
    expect(requests).toEqual([]);
  });
});

describe("retries", () => {
  test.each([500, 502, 503, 504, 408, 429])("a read is retried after %i", async (status) => {
    const { bursar, requests } = client({ status }, { status }, { body: { id: "ten_1" } });
    await expect(bursar.tenant.retrieve()).resolves.toEqual({ id: "ten_1" });
    expect(requests).toHaveLength(3);
  });

  test("a PUT and a DELETE are retried, since twice is the same as once", async () => {
    const { bursar, requests } = client(networkDown(), {}, networkDown(), {});
    await bursar.users.upsert("42");
    await bursar.keys.revoke("key_1");
    expect(requests.map(({ method }) => method)).toEqual(["PUT", "PUT", "DELETE", "DELETE"]);
  });

  test("what moves money is retried with the same idempotency key and the same body", async () => {
    const api = client(networkDown(), away, {});
    await api.bursar.transactions.create(grant);
    const keys = keysOf(api);
    expect(keys[0]).toMatch(/^[0-9a-f]{44}$/);
    expect(keys).toEqual([keys[0], keys[0], keys[0]]);
    expect(api.requests.map(({ body }) => body)).toEqual([grant, grant, grant]);
  });

  test("each call has an idempotency key of its own, unless one is given", async () => {
    const api = client({});
    await api.bursar.transactions.create(grant);
    await api.bursar.transactions.create(grant);
    await api.bursar.transactions.create(grant, { idempotencyKey: "welcome-42" });
    const keys = keysOf(api);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe("welcome-42");
  });

  test("a POST without an idempotency key is sent once", async () => {
    for (const failure of [networkDown(), away, { status: 500 }]) {
      const api = client(failure, {});
      await expect(api.bursar.keys.create({ kind: "secret", name: "CI" })).rejects.toThrow();
      expect(keysOf(api)).toEqual([null]);
    }
  });

  test("a PATCH is sent once", async () => {
    const { bursar, requests } = client(networkDown(), {});
    await expect(bursar.tenant.update({ name: "Academy" })).rejects.toThrow(ConnectionError);
    expect(requests).toHaveLength(1);
  });

  test("even such a POST is sent again when 429 says when to come back", async () => {
    const { bursar, requests } = client({ ...wait, status: 429 }, { body: { id: "key_1" } });
    await expect(bursar.keys.create({ kind: "secret", name: "CI" })).resolves.toEqual({ id: "key_1" });
    expect(requests).toHaveLength(2);
  });

  test.each([
    ["503", "since the work may be done", { ...wait, status: 503 }],
    ["429", "when it does not say how long to wait", { status: 429 }],
  ])("but not after %s %s", async (_status, _why, failure) => {
    const { bursar, requests } = client(failure, {});
    await expect(bursar.keys.create({ kind: "secret", name: "CI" })).rejects.toMatchObject({ status: failure.status });
    expect(requests).toHaveLength(1);
  });

  test("what carries an idempotency key is sent again after 503, since twice is then once", async () => {
    const { bursar, requests } = client({ ...wait, status: 503 }, {});
    await bursar.transactions.create(grant);
    expect(requests).toHaveLength(2);
  });

  test("a refusal is final", async () => {
    const { bursar, requests } = client(problem(409, "wallet.frozen", { currency: "UNIT", reason: "fraud" }), {});
    await expect(bursar.transactions.create(grant)).rejects.toThrow(RefusedError);
    expect(requests).toHaveLength(1);
  });

  test("after three attempts the last failure is thrown", async () => {
    const { bursar, requests } = client(problem(503, "server.unavailable"));
    const error = await bursar.tenant.retrieve().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ code: "server.unavailable", requestId: "req_1" });
    expect(requests).toHaveLength(3);
  });

  test("nobody is kept waiting longer than half a minute: the error says how long", async () => {
    const limited = problem(429, "request.rate_limited", { retryAfterSeconds: 31 });
    const { bursar, requests } = client({ ...limited, headers: { ...limited.headers, "Retry-After": "31" } });
    const error = await bursar.tenant.retrieve().catch((thrown: unknown) => thrown);
    expect(error instanceof RateLimitError && error.retryAfterSeconds).toBe(31);
    expect(requests).toHaveLength(1);
  });

  test("Retry-After is kept to", async () => {
    const pauses = skipPauses(9_000);
    const { bursar } = client({ status: 429, headers: { "Retry-After": "9" } }, {});
    await bursar.tenant.retrieve();
    expect(pauses).toEqual([9_000]);
  });

  test("pauses grow, and luck shortens them so that clients don't come back together", async () => {
    vi.mocked(Math.random).mockReturnValue(0.5);
    const pauses = skipPauses(150, 300);
    await client(away, away, {}).bursar.tenant.retrieve();
    expect(pauses).toEqual([150, 300]);
  });

  test("an answer that breaks off is retried like one that never came", async () => {
    const api = fakeApi({ body: { id: "ten_1" } });
    let attempts = 0;
    const fetch: typeof api.fetch = async (...request) => {
      attempts += 1;
      if (attempts > 1) return api.fetch(...request);
      return new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) }));
    };
    await expect(new Bursar({ secretKey: "sk_test_1", baseUrl, fetch }).tenant.retrieve()).resolves.toEqual({
      id: "ten_1",
    });
  });
});

describe("failures on the way", () => {
  test("no way to the API is a ConnectionError with its cause", async () => {
    const { bursar, requests } = client(networkDown());
    const error = await bursar.tenant.retrieve().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: "connection.failed", cause: { cause: { message: "fetch failed" } } });
    expect(requests).toHaveLength(3);
  });

  test("a page in the API's place is a ConnectionError, not its HTML as data", async () => {
    const fetch = async () => new Response("<html>Sign in to the Wi-Fi</html>");
    await expect(new Bursar({ secretKey: "sk_test_1", baseUrl, fetch }).tenant.retrieve()).rejects.toThrow(
      ConnectionError,
    );
  });

  test("an attempt without an answer within timeoutMs is retried, then a TimeoutError", async () => {
    const attempts: (string | null)[] = [];
    const fetch = silence((request) => attempts.push(request.headers.get("Idempotency-Key")));
    const bursar = new Bursar({ secretKey: "sk_test_1", baseUrl, fetch });
    const options = { timeoutMs: 1, idempotencyKey: "once" };
    await expect(bursar.transactions.create(grant, options)).rejects.toThrow(TimeoutError);
    expect(attempts).toEqual(["once", "once", "once"]);
  });

  test("aborting rejects with the signal's reason, and stops the retries", async () => {
    const controller = new AbortController();
    const reason = new Error("left the page");
    let attempts = 0;
    const fetch = silence(() => {
      attempts += 1;
      controller.abort(reason);
    });
    const bursar = new Bursar({ secretKey: "sk_test_1", baseUrl, fetch });
    await expect(bursar.tenant.retrieve({ signal: controller.signal })).rejects.toBe(reason);
    await expect(bursar.tenant.retrieve({ signal: controller.signal })).rejects.toBe(reason);
    expect(attempts).toBe(1);
  });
});

/** Makes waits of exactly these lengths end at once, and records them. */
function skipPauses(...lengthsMs: number[]): number[] {
  const pauses: number[] = [];
  const setTimer = globalThis.setTimeout;
  const spy: (callback: () => void, delayMs?: number) => ReturnType<typeof setTimeout> = (callback, delayMs = 0) => {
    if (!lengthsMs.includes(delayMs)) return setTimer(callback, delayMs);
    pauses.push(delayMs);
    return setTimer(callback, 0);
  };
  vi.stubGlobal("setTimeout", spy);
  return pauses;
}

/** A server that never answers. */
function silence(onRequest: (request: Request) => void): typeof fetch {
  return (input, init) =>
    new Promise((_, reject) => {
      const request = new Request(input, init);
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
      onRequest(request);
    });
}
