import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Bursar } from "./client.ts";
import { AuthenticationError } from "./errors.ts";
import { baseUrl, fakeApi, networkDown, problem, tokenUntil } from "./testing/fake-api.ts";

const now = Date.parse("2026-11-20T09:00:00Z");
const minutes = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now });
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function page({ tokens, answers = [{}] }: { tokens: (string | Error)[]; answers?: Parameters<typeof fakeApi> }) {
  const api = fakeApi(...answers);
  const getToken = vi.fn(async () => {
    const token = tokens[Math.min(getToken.mock.calls.length, tokens.length) - 1] ?? "";
    if (token instanceof Error) throw token;
    return token;
  });
  const bursar = new Bursar({ publishableKey: "pk_test_1", getToken, baseUrl, fetch: api.fetch });
  const used = () => api.requests.map(({ headers }) => headers.get("Authorization")?.replace("Bearer ", ""));
  return { ...api, bursar, getToken, used };
}

const first = tokenUntil(now + 15 * minutes, "first");
const second = tokenUntil(now + 30 * minutes, "second");

describe("in a browser", () => {
  test("each request carries the user token, and the publishable key in its query", async () => {
    const { bursar, requests, used } = page({ tokens: [first] });
    await bursar.wallets.retrieve({ currency: "UNIT" });
    await bursar.transactions.list({ currency: "UNIT", limit: 5 });
    expect(requests.map(({ url }) => url.search)).toEqual(["?key=pk_test_1", "?limit=5&key=pk_test_1"]);
    expect(used()).toEqual([first, first]);
  });

  test("calls that are made together share one token", async () => {
    const { bursar, getToken } = page({ tokens: [first] });
    await Promise.all([bursar.me.retrieve(), bursar.me.retrieve(), bursar.me.retrieve()]);
    expect(getToken).toHaveBeenCalledTimes(1);
  });

  test("a token is renewed half a minute before it ends", async () => {
    const { bursar, used } = page({ tokens: [first, second] });
    await bursar.me.retrieve();
    vi.setSystemTime(now + 14.5 * minutes - 1);
    await bursar.me.retrieve();
    vi.setSystemTime(now + 14.5 * minutes);
    await Promise.all([bursar.me.retrieve(), bursar.me.retrieve()]);
    expect(used()).toEqual([first, first, second, second]);
  });

  test("a token that can't be read is used until it is refused", async () => {
    const { bursar, used } = page({
      tokens: ["opaque", second],
      answers: [{}, problem(401, "auth.unauthenticated"), {}],
    });
    await bursar.me.retrieve();
    vi.setSystemTime(now + 600 * minutes);
    await bursar.me.retrieve();
    expect(used()).toEqual(["opaque", "opaque", second]);
  });

  test("a token that ends mid-click is renewed, and the action repeated once with the same idempotency key", async () => {
    const { bursar, requests, used } = page({
      tokens: [first, second],
      answers: [problem(401, "auth.unauthenticated"), {}],
    });
    const input = { offering: "dot-hazmat" };
    const call = bursar.enrollments.create(input);
    input.offering = "something else";
    await call;
    expect(used()).toEqual([first, second]);
    expect(requests[0]?.headers.get("Idempotency-Key")).toMatch(/./);
    expect(requests[1]?.headers.get("Idempotency-Key")).toBe(requests[0]?.headers.get("Idempotency-Key"));
    expect(requests.map(({ body }) => body)).toEqual([{ offering: "dot-hazmat" }, { offering: "dot-hazmat" }]);
  });

  test("a user who stays refused gets the error after one renewal", async () => {
    const { bursar, requests, getToken } = page({
      tokens: [first, second],
      answers: [problem(401, "auth.unauthenticated")],
    });
    await expect(bursar.me.retrieve()).rejects.toThrow(AuthenticationError);
    expect(requests).toHaveLength(2);
    expect(getToken).toHaveBeenCalledTimes(2);
  });

  test("calls that are refused together renew once", async () => {
    const refused = problem(401, "auth.unauthenticated");
    const { bursar, getToken, used } = page({ tokens: [first, second], answers: [refused, refused, refused, {}] });
    await Promise.all([bursar.me.retrieve(), bursar.me.retrieve(), bursar.me.retrieve()]);
    expect(getToken).toHaveBeenCalledTimes(2);
    expect(used()).toEqual([first, first, first, second, second, second]);
  });

  test("a token that can't be had fails the call with the host's own error, and the next call asks again", async () => {
    const down = networkDown();
    const { bursar, requests } = page({ tokens: [down, first] });
    await expect(bursar.me.retrieve()).rejects.toBe(down);
    await bursar.me.retrieve();
    expect(requests).toHaveLength(1);
  });

  test.each(["sk_test_1", ""])("%j from getToken is never sent", async (token) => {
    const { bursar, requests } = page({ tokens: [token] });
    await expect(bursar.me.retrieve()).rejects.toThrow(TypeError);
    expect(requests).toEqual([]);
  });
});

describe("on a server", () => {
  test("a secret key that is refused is refused at once", async () => {
    const { fetch, requests } = fakeApi(problem(401, "auth.unauthenticated"));
    await expect(new Bursar({ secretKey: "sk_test_1", baseUrl, fetch }).tenant.retrieve()).rejects.toThrow(
      AuthenticationError,
    );
    expect(requests).toHaveLength(1);
    expect(requests[0]?.url.search).toBe("");
  });
});

describe("keys of the wrong kind", () => {
  test("are refused before anything is sent", () => {
    const getToken = async () => first;
    expect(() => new Bursar({ secretKey: "pk_test_1", baseUrl })).toThrow(TypeError);
    expect(() => new Bursar({ publishableKey: "sk_test_1", getToken, baseUrl })).toThrow(TypeError);
  });

  test("are not repeated in the message", () => {
    expect(() => new Bursar({ publishableKey: "sk_live_secret", getToken: async () => first, baseUrl })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("sk_live_secret") }),
    );
  });
});

describe("without the address of an API", () => {
  test.each([undefined, null, "", "api.example.com", "ftp://api.example.com"])(
    "%j throws at once, and says what to pass",
    (address) => {
      const loose = { baseUrl: address } as { baseUrl: string };
      const missing = new TypeError(
        'Pass `baseUrl`: the address of your Bursar API, such as "https://api.example.com"',
      );
      expect(() => new Bursar({ secretKey: "sk_test_1", ...loose })).toThrow(missing);
      expect(() => new Bursar({ publishableKey: "pk_test_1", getToken: async () => first, ...loose })).toThrow(missing);
    },
  );
});
