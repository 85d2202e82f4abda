import { describe, expect, expectTypeOf, test } from "vitest";
import { problems } from "./contract/index.ts";
import {
  AuthenticationError,
  BursarError,
  ConnectionError,
  errorFromAnswer,
  InvalidRequestError,
  isBursarError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RefusedError,
  ServerError,
  TimeoutError,
} from "./errors.ts";

const poor = () =>
  errorFromAnswer(402, new Headers(), {
    type: "urn:bursar:problem:wallet.insufficient_funds",
    title: "The wallet has not enough to spend",
    status: 402,
    code: "wallet.insufficient_funds",
    requestId: "req_1",
    currency: "UNIT",
    needed: 50,
    available: 20,
  });

describe("an error", () => {
  test("carries code, status, request id and facts of the problem", () => {
    expect(poor()).toMatchObject({
      name: "RefusedError",
      message: "The wallet has not enough to spend",
      code: "wallet.insufficient_funds",
      status: 402,
      requestId: "req_1",
      facts: { currency: "UNIT", needed: 50, available: 20 },
      errors: [],
    });
  });

  test("names the invalid fields", () => {
    const errors = [{ pointer: "#/amount", detail: "must be above zero" }];
    const error = errorFromAnswer(400, new Headers(), { title: "Invalid", code: "request.invalid", errors });
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error.errors).toEqual(errors);
    expect(error.message).toBe("Invalid; #/amount must be above zero");
    expect(error.facts).toEqual({});
  });

  test.each([
    [400, InvalidRequestError],
    [401, AuthenticationError],
    [402, RefusedError],
    [403, PermissionError],
    [404, NotFoundError],
    [409, RefusedError],
    [413, InvalidRequestError],
    [415, InvalidRequestError],
    [422, InvalidRequestError],
    [429, RateLimitError],
    [500, ServerError],
    [503, ServerError],
  ])("of status %i belongs to its family", (status, Family) => {
    const error = errorFromAnswer(status, new Headers(), { code: "some.code" });
    expect(error).toBeInstanceOf(Family);
    expect(error).toBeInstanceOf(BursarError);
    expect(error.name).toBe(Family.name);
  });

  test("of a code that this version doesn't know keeps its facts", () => {
    const error = errorFromAnswer(409, new Headers(), { title: "New", code: "quota.used_up", left: 0 });
    expect([error.code, error.facts]).toEqual(["quota.used_up", { left: 0 }]);
  });

  test.each([["<html>Bad gateway</html>"], [undefined], [null], [[1]], [{ code: 7, errors: "no" }]])(
    "of an answer that is no problem document (%j) still says what it can",
    (body) => {
      const error = errorFromAnswer(502, new Headers({ "X-Request-Id": "req_9" }), body);
      expect(error).toMatchObject({
        name: "ServerError",
        code: "http.502",
        status: 502,
        requestId: "req_9",
        errors: [],
      });
    },
  );

  test.each([
    ["7", 7],
    ["0", 0],
    [new Date(Date.now() - 60_000).toUTCString(), 0],
    ["soon", null],
    [null, null],
  ])("of too many requests tells when to come back: Retry-After %j", (header, seconds) => {
    const error = errorFromAnswer(429, new Headers(header === null ? {} : { "Retry-After": header }), {});
    expect(error instanceof RateLimitError && error.retryAfterSeconds).toBe(seconds);
  });

  test("without an answer has neither status nor request id", () => {
    const cause = new Error("reset");
    expect(new ConnectionError("down", { cause })).toMatchObject({
      code: "connection.failed",
      status: null,
      requestId: null,
      cause,
    });
    expect(new TimeoutError("late")).toMatchObject({
      name: "TimeoutError",
      code: "connection.timed_out",
      status: null,
    });
    expect(new TimeoutError("late")).toBeInstanceOf(ConnectionError);
  });
});

describe("isBursarError", () => {
  test("tells our errors from others", () => {
    expect(isBursarError(poor())).toBe(true);
    expect(isBursarError(new Error("other"))).toBe(false);
    expect(isBursarError({ code: "wallet.insufficient_funds" }, "wallet.insufficient_funds")).toBe(false);
  });

  test("narrows the facts to those of the code", () => {
    const error: unknown = poor();
    expect(isBursarError(error, "wallet.frozen")).toBe(false);
    if (!isBursarError(error, "wallet.insufficient_funds")) throw error;
    expectTypeOf(error.facts).toEqualTypeOf<{ currency: string; needed: number; available: number }>();
    expect(error.facts.needed - error.facts.available).toBe(30);
  });

  test("knows an error of another copy of this package", async () => {
    const copy: typeof import("./errors.ts") = await import(/* @vite-ignore */ `./errors.ts?copy=${Date.now()}`);
    const error = copy.errorFromAnswer(409, new Headers(), { code: "wallet.frozen" });
    expect(error).not.toBeInstanceOf(BursarError);
    expect(isBursarError(error, "wallet.frozen")).toBe(true);
  });
});

test.each(Object.entries(problems))(
  "the facts of %s have names of their own in the problem document",
  (_, { facts }) => {
    const members = ["type", "title", "status", "detail", "instance", "code", "requestId", "errors"];
    expect(Object.keys(facts.shape).filter((fact) => members.includes(fact))).toEqual([]);
  },
);
