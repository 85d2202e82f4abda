import { randomUUID } from "node:crypto";
import type { Body, Operation, Params, PerUser, Query, Result } from "@bursar/sdk/contract";
import { Hono, type Context as HonoContext, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as z from "zod";
import { type Authenticator, authorize, type Presented } from "./auth/authenticate.ts";
import type { Actor, Context, Outcome } from "./context.ts";
import { fingerprintOf, scopedKey } from "./idempotency.ts";
import type { Platform } from "./platform.ts";
import { ProblemError } from "./problem.ts";
import { limitFor } from "./rate-policy.ts";

// biome-ignore lint/suspicious/noExplicitAny: any operation, whatever its shapes
type AnyOperation = Operation<any, any, any, any>;

interface Input<O> {
  params: Params<O>;
  query: Query<O>;
  body: Body<O>;
}

/** Answers the result, or (an idempotent operation) the result and whether it was replayed. */
export type Handler<O extends AnyOperation> = (
  context: Context,
  input: Input<O>,
) => Promise<Result<O> | Outcome<Result<O>>>;

/** Writes its own answer, which may take long: the live stream. It can ask whether the credentials still hold. */
export type RawHandler<O extends AnyOperation> = (
  context: Context,
  input: Input<O>,
  c: HonoContext,
  isStillAdmitted: () => Promise<boolean>,
) => Promise<Response>;

// biome-ignore lint/suspicious/noExplicitAny: any pair, whatever its shapes
type AnyPair = PerUser<any, any, any, any>;

/** Where capabilities hang their operations. Path, validation, authorization and answers come from the contract. */
export interface Api {
  on<O extends AnyOperation>(operation: O, handler: Handler<O>): void;
  /** The same for the token's own user and, by id, for secret keys and admins. */
  onUser<P extends AnyPair>(
    pair: P,
    handler: (
      context: Context,
      user: string,
      input: Input<P["mine"]>,
    ) => Promise<Result<P["mine"]> | Outcome<Result<P["mine"]>>>,
  ): void;
  onRaw<O extends AnyOperation>(operation: O, handler: RawHandler<O>): void;
}

export interface RequestFacts {
  requestId: string;
  operation?: string;
  tenant?: string;
  actor?: Actor;
  replayed?: boolean;
}

export type Variables = { Variables: { facts: RequestFacts; address: string | null } };

const bodyBytesMax = 64 * 1024;
const batchBytesMax = 2 * 1024 * 1024;

export function createApi(platform: Platform): { api: Api; app: Hono<Variables>; mounted: Set<string> } {
  const app = new Hono<Variables>();
  const mounted = new Set<string>();

  function mount(operation: AnyOperation, respond: RawHandler<AnyOperation>) {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ":$1");
    mounted.add(operation.id);
    app.on(operation.method.toUpperCase(), path, limitBody(operation), async (c) => {
      const facts = c.get("facts");
      facts.operation = operation.id;
      const presented = {
        bearer: c.req.header("authorization")?.match(/^Bearer +(\S+)$/i)?.[1],
        publishableKey: c.req.query("key"),
        origin: c.req.header("origin"),
        address: c.get("address"),
      };
      const { tenant, actor } = await platform.authenticator.authenticate(presented);
      facts.tenant = tenant.publicId;
      facts.actor = actor;
      authorize(actor, operation.access);
      takeFromLimit(platform, c, tenant.id, actor, operation);
      const input = await readInput(operation, c);
      const context: Context = {
        sql: platform.sql,
        hot: platform.hot,
        hints: platform.hints,
        clock: platform.clock,
        log: platform.log,
        tenant,
        actor,
        requestId: facts.requestId,
        address: c.get("address"),
        idempotency: operation.idempotent ? readIdempotency(operation, c, actor, input) : null,
      };
      return respond(context, input, c, () => isAdmitted(platform.authenticator, presented));
    });
  }

  const api: Api = {
    on(operation, handler) {
      mount(operation, async (context, input, c) => answer(operation, c, await handler(context, input as never)));
    },
    onUser(pair, handler) {
      mount(pair.mine, async (context, input, c) =>
        answer(pair.mine, c, await handler(context, userOf(context), input as never)),
      );
      mount(pair.byUser, async (context, input, c) => {
        const { user } = input.params as { user: string };
        return answer(pair.byUser, c, await handler(context, user, input as never));
      });
    },
    onRaw(operation, handler) {
      mount(operation, (context, input, c, isStillAdmitted) => handler(context, input as never, c, isStillAdmitted));
    },
  };
  return { api, app, mounted };
}

const takesMany = ({ id }: AnyOperation): boolean => /Batch$|^attendance\.report$/.test(id);

function limitBody(operation: AnyOperation): MiddlewareHandler {
  const maxSize = takesMany(operation) ? batchBytesMax : bodyBytesMax;
  const onError = () => {
    throw new ProblemError("request.too_large", { bytesMax: maxSize });
  };
  const count = bodyLimit({ maxSize, onError });
  return async (c, next) => {
    // To count a body turns the request into a stream, for a tenth of what all of it costs: only where nothing tells its length.
    if (operation.method === "get") return next();
    const length = c.req.header("content-length");
    if (length === undefined || c.req.header("transfer-encoding") !== undefined) return count(c, next);
    return Number(length) > maxSize ? onError() : next();
  };
}

/** What can't be looked up at the moment is held against nobody. */
const isAdmitted = (authenticator: Authenticator, presented: Presented): Promise<boolean> =>
  authenticator.authenticate(presented).then(
    () => true,
    (error: unknown) => !(error instanceof ProblemError && [401, 403].includes(error.status)),
  );

function userOf(context: Context): string {
  if (context.actor.kind !== "user") throw new ProblemError("auth.forbidden", { needs: "a user token" });
  return context.actor.id;
}

function takeFromLimit(
  platform: Platform,
  c: HonoContext,
  tenantId: number,
  actor: Actor,
  operation: AnyOperation,
): void {
  const limit = limitFor(actor, operation, platform.environment.RATE_LIMIT_FACTOR);
  if (!limit) return;
  const verdict = platform.rateLimiter.take(tenantId, limit.bucket, limit.perWindow);
  c.header("RateLimit-Limit", String(verdict.limit));
  c.header("RateLimit-Remaining", String(verdict.remaining));
  c.header("RateLimit-Reset", String(verdict.resetSeconds));
  if (!verdict.allowed) throw new ProblemError("request.rate_limited", { retryAfterSeconds: verdict.resetSeconds });
}

const visibleAscii = /^[\x21-\x7e]{1,255}$/;

function readIdempotency(operation: AnyOperation, c: HonoContext, actor: Actor, input: Input<AnyOperation>) {
  const key = c.req.header("idempotency-key");
  if (key === undefined) throw new ProblemError("idempotency.key_missing", {});
  if (!visibleAscii.test(key)) {
    throw new ProblemError("request.invalid", {}, [
      { pointer: "/header/Idempotency-Key", detail: "must be 1 to 255 visible ASCII characters" },
    ]);
  }
  return { key: scopedKey(actor, key), fingerprint: fingerprintOf(operation.id, input.params, input.body) };
}

async function readInput(operation: AnyOperation, c: HonoContext): Promise<Input<AnyOperation>> {
  try {
    decodeURIComponent(c.req.path);
  } catch {
    throw new ProblemError("request.invalid", {}, [{ pointer: "/path", detail: "must be percent-encoded UTF-8" }]);
  }
  const { key: _key, ...query } = c.req.query();
  return {
    params: parse(operation.params, c.req.param(), "/path"),
    query: parse(operation.query, query, "/query"),
    body: operation.body instanceof z.ZodUndefined ? undefined : parse(operation.body, await readJson(c), "#"),
  } as Input<AnyOperation>;
}

async function readJson(c: HonoContext): Promise<unknown> {
  if (!/^application\/json *(;|$)/i.test(c.req.header("content-type") ?? "")) {
    throw new ProblemError("request.unsupported_media_type", {});
  }
  const bytes = await c.req.arrayBuffer();
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new ProblemError("request.malformed", {});
  }
}

function parse(schema: z.ZodType, value: unknown, root: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ProblemError(
    "request.invalid",
    {},
    result.error.issues.slice(0, 20).map((issue) => ({ pointer: pointerTo(issue, root), detail: issue.message })),
  );
}

function pointerTo(issue: z.core.$ZodIssue, root: string): string {
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
  return [root, ...path.map((part) => String(part).replaceAll("~", "~0").replaceAll("/", "~1"))].join("/");
}

function answer(operation: AnyOperation, c: HonoContext, result: unknown): Response {
  let value = result;
  if (operation.idempotent) {
    const outcome = result as Outcome<unknown>;
    value = outcome.value;
    if (outcome.replayed) {
      c.header("Idempotent-Replayed", "true");
      (c.get("facts") as RequestFacts).replayed = true;
    }
  }
  if (operation.status === 204) return c.body(null, 204);
  // Parsed on the way out too: a column that the contract doesn't know never leaves.
  return c.json(operation.response.parse(value), operation.status);
}

export const newRequestId = (): string => `req_${randomUUID().replaceAll("-", "")}`;
