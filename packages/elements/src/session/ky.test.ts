import { afterEach, expect, test, vi } from "vitest";
import ky, { HTTPError, NetworkError, TimeoutError } from "./ky.ts";

const ask = (fetch: (url: string, init: RequestInit) => Promise<Response>, options = {}) =>
  ky("https://api.test/v1/me?a=1", {
    method: "get",
    searchParams: { key: "pk_test_1", cursor: undefined },
    headers: { Accept: "application/json", "Idempotency-Key": undefined },
    body: null,
    signal: null,
    timeout: 1000,
    fetch,
    retry: {
      limit: 2,
      statusCodes: [429, 500, 503],
      afterStatusCodes: [429, 503],
      backoffLimit: 5,
      shouldRetry: () => undefined,
    },
    ...options,
  });

afterEach(() => vi.restoreAllMocks());

const lost = async () => {
  throw new TypeError("Failed to fetch");
};

test("sends what is given, and nothing that is undefined", async () => {
  const fetch = vi.fn(async () => new Response("{}"));
  await ask(fetch);
  const [url, init] = fetch.mock.lastCall as unknown as [string, RequestInit];
  expect(url).toBe("https://api.test/v1/me?a=1&key=pk_test_1");
  expect(init).toMatchObject({ method: "GET", headers: [["Accept", "application/json"]] });
});

test("tries again what may pass, and gives up after the limit", async () => {
  const fetch = vi.fn(lost);
  await expect(ask(fetch)).rejects.toBeInstanceOf(NetworkError);
  expect(fetch).toHaveBeenCalledTimes(3);
});

test("what was refused is not tried again", async () => {
  const fetch = vi.fn(async () => Response.json({ code: "wallet.frozen" }, { status: 409 }));
  const error = await ask(fetch).catch((error) => error);
  expect(error).toBeInstanceOf(HTTPError);
  expect([error.response.status, error.data]).toEqual([409, { code: "wallet.frozen" }]);
  expect(fetch).toHaveBeenCalledOnce();
});

test("what must not be repeated is not", async () => {
  const fetch = vi.fn(lost);
  const retry = { limit: 2, statusCodes: [], afterStatusCodes: [], backoffLimit: 5, shouldRetry: () => false };
  await expect(ask(fetch, { retry })).rejects.toBeInstanceOf(NetworkError);
  expect(fetch).toHaveBeenCalledOnce();
});

test("waits as long as the API says", async () => {
  const { setTimeout } = globalThis;
  const waits = vi.spyOn(globalThis, "setTimeout").mockImplementation((callback) => setTimeout(callback));
  const turnedAway = new Response("{}", { status: 429, headers: { "retry-after": "7" } });
  const answer = await ask(vi.fn(async () => new Response("{}")).mockResolvedValueOnce(turnedAway));
  expect(answer.status).toBe(200);
  expect(waits.mock.calls.map(([, ms]) => ms)).toContain(7000);
});

test("an answer that doesn't begin in time is given up, one that has begun is not", async () => {
  const never = (_: string, { signal }: RequestInit) =>
    new Promise<Response>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  await expect(ask(never, { timeout: 1 })).rejects.toBeInstanceOf(TimeoutError);

  let given: AbortSignal | null | undefined;
  await ask(
    async (_, { signal }) => {
      given = signal;
      return new Response("{}");
    },
    { timeout: 1 },
  );
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(given?.aborted).toBe(false);
});

test("an abort ends it with the caller's reason", async () => {
  const controller = new AbortController();
  const answer = ask(async (_, { signal }) => Promise.reject(signal?.aborted ? signal.reason : new TypeError()), {
    signal: controller.signal,
    retry: { limit: 2, statusCodes: [], afterStatusCodes: [], backoffLimit: 1e9, shouldRetry: () => undefined },
  });
  controller.abort(new Error("left"));
  await expect(answer).rejects.toThrow("left");
});
