import type { Problem, ProblemCode, ProblemFacts } from "./contract/problems.ts";

/** One invalid field: `pointer` is a JSON pointer (RFC 6901) such as `#/amount`. */
export type FieldError = NonNullable<Problem["errors"]>[number];

/** The facts of a code; those of a code that this version doesn't know are open. */
export type Facts<Code extends string> = Code extends ProblemCode
  ? ProblemFacts<Code>
  : Readonly<Record<string, unknown>>;

/** What an error is made of. */
export interface ErrorDetails<Code extends string = string> {
  code: Code;
  message: string;
  status: number | null;
  requestId: string | null;
  facts: Facts<Code>;
  errors: readonly FieldError[];
  retryAfterSeconds: number | null;
}

// A page may load two copies of this package (ESM and CommonJS, or two versions), and `instanceof` knows only its own.
const brand = Symbol.for("@bursar/sdk/error");

/**
 * The base of all errors that the API or the way to it can cause. Catch a family by class, a code by {@link isBursarError}.
 *
 * - `code`: stable and dotted, such as `wallet.insufficient_funds`; `connection.failed` and `connection.timed_out` when
 *   no answer came; `http.502` and the like when something between here and the API answered in its place.
 * - `status`: the HTTP status, or null when no answer came.
 * - `requestId`: names the request in the API's log; quote it when you ask for help.
 * - `facts`: what the code tells, such as `{ currency, needed, available }`.
 * - `errors`: which fields are invalid.
 */
export class BursarError<Code extends string = string> extends Error {
  override readonly name: string = "BursarError";
  readonly code: Code;
  readonly status: number | null;
  readonly requestId: string | null;
  readonly facts: Facts<Code>;
  readonly errors: readonly FieldError[];
  readonly [brand] = true;

  constructor(details: ErrorDetails<Code>, options?: ErrorOptions) {
    super(details.message, options);
    this.code = details.code;
    this.status = details.status;
    this.requestId = details.requestId;
    this.facts = details.facts;
    this.errors = details.errors;
  }
}

/** The request is not one that the API understands (400, 405, 413, 415, 422): the fault is in the calling code. */
export class InvalidRequestError extends BursarError {
  override readonly name = "InvalidRequestError";
}

/** The key or user token is missing, wrong or over (401), and a fresh token didn't help. */
export class AuthenticationError extends BursarError {
  override readonly name = "AuthenticationError";
}

/** This key, user or origin may not do this (403). */
export class PermissionError extends BursarError {
  override readonly name = "PermissionError";
}

/** There is no such thing, or it belongs to another tenant (404). */
export class NotFoundError extends BursarError {
  override readonly name = "NotFoundError";
}

/** A rule said no (402, 409): too little in the wallet, enrolled already, the price has changed. Nothing was done. */
export class RefusedError extends BursarError {
  override readonly name = "RefusedError";
}

/** Too many requests (429). `retryAfterSeconds` is null when the API didn't say. */
export class RateLimitError extends BursarError {
  override readonly name = "RateLimitError";
  readonly retryAfterSeconds: number | null;

  constructor(details: ErrorDetails, options?: ErrorOptions) {
    super(details, options);
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** The API failed or is briefly away (5xx), and trying again where that is safe didn't help. */
export class ServerError extends BursarError {
  override readonly name = "ServerError";
}

/** No whole answer came: the network is down, or the connection broke. Whether the API did the work is unknown. */
export class ConnectionError extends BursarError {
  override readonly name: string = "ConnectionError";

  constructor(message: string, options?: ErrorOptions & { code?: `connection.${string}` }) {
    const code = options?.code ?? "connection.failed";
    super({ code, message, status: null, requestId: null, facts: {}, errors: [], retryAfterSeconds: null }, options);
  }
}

/** No answer came within `timeoutMs`. Whether the API did the work is unknown; repeat with the same idempotency key. */
export class TimeoutError extends ConnectionError {
  override readonly name = "TimeoutError";

  constructor(message: string, options?: ErrorOptions) {
    super(message, { ...options, code: "connection.timed_out" });
  }
}

/**
 * Whether this is an error of Bursar's, and with a code, whether it is that one: then `error.facts` has its shape.
 *
 * @example
 * try {
 *   await bursar.enrollments.create({ offering: "dot-hazmat" });
 * } catch (error) {
 *   if (!isBursarError(error, "wallet.insufficient_funds")) throw error;
 *   console.log(`${error.facts.needed - error.facts.available} ${error.facts.currency} are missing`);
 * }
 */
export function isBursarError(error: unknown): error is BursarError;
export function isBursarError<Code extends ProblemCode>(error: unknown, code: Code): error is BursarError<Code>;
export function isBursarError(error: unknown, code?: string): boolean {
  return error instanceof Error && brand in error && (code === undefined || ("code" in error && error.code === code));
}

const families: Readonly<Record<number, new (details: ErrorDetails, options?: ErrorOptions) => BursarError>> = {
  401: AuthenticationError,
  402: RefusedError,
  403: PermissionError,
  404: NotFoundError,
  409: RefusedError,
  429: RateLimitError,
};

/** Reads an RFC 9457 problem, or whatever else came in its place. */
export function errorFromAnswer(status: number, headers: Headers, body: unknown): BursarError {
  const Family = families[status] ?? (status >= 500 ? ServerError : InvalidRequestError);
  const { type, title, status: _, detail, instance, code, requestId, errors, ...facts } = isObject(body) ? body : {};
  const fieldErrors = Array.isArray(errors) ? errors.filter(isFieldError) : [];
  const what = [detail, title].find((text) => typeof text === "string") ?? `The answer was HTTP ${status}`;
  return new Family({
    code: typeof code === "string" ? code : `http.${status}`,
    message: [what, ...fieldErrors.map((error) => `${error.pointer} ${error.detail}`)].join("; "),
    status,
    requestId: typeof requestId === "string" ? requestId : headers.get("X-Request-Id"),
    facts,
    errors: fieldErrors,
    retryAfterSeconds: retryAfterSeconds(headers),
  });
}

/** The `Retry-After` of an answer (RFC 9110, 10.2.3: seconds or a date), or null. */
export function retryAfterSeconds(headers: Headers): number | null {
  const value = headers.get("Retry-After");
  if (value === null) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFieldError(value: unknown): value is FieldError {
  return isObject(value) && typeof value.pointer === "string" && typeof value.detail === "string";
}
