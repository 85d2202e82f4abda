import { isIP } from "node:net";
import { getConnInfo } from "@hono/node-server/conninfo";
import { Hono, type Context as HonoContext, type MiddlewareHandler } from "hono";
import { newRequestId, type RequestFacts, type Variables } from "./api.ts";
import { actorName } from "./context.ts";
import type { Platform } from "./platform.ts";
import { ProblemError, problemDocument } from "./problem.ts";
import { isOutage } from "./retry.ts";

const allowedHeaders = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID";
const exposedHeaders =
  "X-Request-Id, Idempotent-Replayed, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset";
// Browsers cap it lower; each preflight that is spared is a round trip that the page doesn't wait for.
const preflightSeconds = 86_400;

/** Request id, one wide log event and one metric per request, CORS, and problems for whatever goes wrong. */
export function createHttpApp(platform: Platform): Hono<Variables> {
  const app = new Hono<Variables>();
  app.use(observe(platform));
  app.use("/v1/*", cors(platform));
  app.notFound((c) => {
    const allowed = methods.filter((method) => hasRoute(app, method, c.req.path));
    if (allowed.length === 0) throw new ProblemError("request.not_found", {});
    c.header("Allow", allowed.join(", "));
    throw new ProblemError("request.method_not_allowed", {});
  });
  app.onError((error, c) => {
    const problem = error instanceof ProblemError ? error : asFault(platform, error, c);
    platform.metrics.problems.inc({ code: problem.code });
    const { requestId } = c.get("facts");
    // Headers set so far (CORS, limits) must reach the page with the problem, or it could not read it.
    c.header("Content-Type", "application/problem+json");
    c.header("Cache-Control", "no-store");
    if (problem.replayed) c.header("Idempotent-Replayed", "true");
    if (problem.code === "server.unavailable") c.header("Retry-After", "2");
    if ("retryAfterSeconds" in problem.facts) c.header("Retry-After", String(problem.facts.retryAfterSeconds));
    if (problem.status === 401) c.header("WWW-Authenticate", "Bearer");
    return c.body(JSON.stringify(problemDocument(problem, requestId)), problem.status as 400);
  });
  return app;
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Whether there is more for a request than what runs before every route. */
const hasRoute = (app: Hono<Variables>, method: string, path: string): boolean =>
  app.router.match(method, path)[0].some(([[, route]]) => route.method === method);

function asFault(platform: Platform, error: unknown, c: HonoContext<Variables>): ProblemError {
  if (isOutage(error)) return new ProblemError("server.unavailable", {});
  platform.log.error(
    { requestId: c.get("facts").requestId, error: error instanceof Error ? error.stack : String(error) },
    "fault",
  );
  return new ProblemError("server.error", {});
}

function observe({ log, metrics, environment }: Platform): MiddlewareHandler<Variables> {
  return async (c, next) => {
    const start = performance.now();
    const facts: RequestFacts = { requestId: newRequestId() };
    c.set("facts", facts);
    c.set("address", addressOf(c, environment.TRUSTED_PROXIES));
    c.header("X-Request-Id", facts.requestId);
    await next();
    const seconds = (performance.now() - start) / 1000;
    const operation = facts.operation ?? "none";
    metrics.requests.observe({ operation, status: c.res.status }, seconds);
    log.info({
      requestId: facts.requestId,
      operation,
      method: c.req.method,
      status: c.res.status,
      milliseconds: Math.round(seconds * 100_000) / 100,
      tenant: facts.tenant,
      actor: facts.actor && actorName(facts.actor),
      replayed: facts.replayed,
      origin: c.req.header("origin"),
      problem: c.error instanceof ProblemError ? c.error.code : undefined,
    });
  };
}

/** The caller's address: the connection's, or what one of our own proxies says, counted from the end of the list. */
function addressOf(c: HonoContext, trustedProxies: number): string | null {
  const forwarded = c.req
    .header("x-forwarded-for")
    ?.split(",")
    .map((part) => part.trim());
  const told = trustedProxies > 0 ? forwarded?.at(-trustedProxies) : undefined;
  const address = told ?? connectionAddress(c);
  // The zone of a link-local address means something on this machine only, and nothing to the database.
  const [plain = ""] = (address ?? "").split("%");
  return isIP(plain) ? plain : null;
}

function connectionAddress(c: HonoContext): string | undefined {
  // Without a socket (a test that calls the app directly) there is none.
  return c.env && "incoming" in c.env ? getConnInfo(c).remote.address : undefined;
}

function cors({ authenticator }: Platform): MiddlewareHandler<Variables> {
  return async (c, next) => {
    // Whatever stands between must neither keep what one user is answered nor give it to another site.
    c.header("Cache-Control", "no-store");
    c.header("Vary", "Origin", { append: true });
    const origin = c.req.header("origin");
    if (origin === undefined) return next();
    if (
      !(await authenticator.admitsOrigin({ publishableKey: c.req.query("key"), origin, address: c.get("address") }))
    ) {
      if (c.req.method === "OPTIONS") throw new ProblemError("auth.origin_not_allowed", { origin });
      // Without the header no page can read the answer; the request itself is refused where its credentials are checked.
      return next();
    }
    c.header("Access-Control-Allow-Origin", origin);
    c.header("Access-Control-Expose-Headers", exposedHeaders);
    if (c.req.method !== "OPTIONS") return next();
    c.get("facts").operation = "preflight";
    c.header("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
    c.header("Access-Control-Allow-Headers", allowedHeaders);
    c.header("Access-Control-Max-Age", String(preflightSeconds));
    return c.body(null, 204);
  };
}
