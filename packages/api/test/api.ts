import { randomBytes, randomUUID } from "node:crypto";
import { createUserToken } from "@bursar/sdk";
import type { Problem, Role, tenants } from "@bursar/sdk/contract";
import { afterAll, beforeAll } from "vitest";
import { type App, createApp } from "../src/app.ts";
import { contextOf } from "../src/cli/operator.ts";
import type { Context, Tenant } from "../src/platform/context.ts";
import { connect, type Sql } from "../src/platform/database.ts";
import { readEnvironment } from "../src/platform/env.ts";
import { createPlatform, type Platform } from "../src/platform/platform.ts";
import { createKey, createTenant, rotateTokenSecret } from "../src/tenants/index.ts";
import { createTestClock, type TestClock } from "./clock.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

export interface Answer<T = Record<string, never>> {
  status: number;
  headers: Headers;
  body: T & Pick<Partial<Problem>, "code" | "errors" | "title" | "requestId">;
}

export interface Call {
  headers?: Record<string, string>;
  idempotencyKey?: string;
  origin?: string;
}

/** Calls the API as someone, the way HTTP would: with a fresh idempotency key, unless one is given. */
// biome-ignore lint/suspicious/noExplicitAny: what a test expects to be answered, it says itself
export type Caller = <T = any>(method: string, path: string, body?: unknown, call?: Call) => Promise<Answer<T>>;

export interface TestTenant {
  tenant: Tenant;
  context: Context;
  secretKey: string;
  publishableKey: string;
  tokenSecret: string;
  origin: string;
  /** With the secret key that may do everything. */
  server: Caller;
  /** With a user token, as a server or an app would send it (no origin). */
  as(user: string, roles?: Role[]): Promise<Caller>;
  withKey(key: string): Caller;
  settings(settings: Partial<tenants.TenantSettings>): Promise<void>;
}

export interface TestApi {
  database: TestDatabase;
  platform: Platform;
  app: App;
  clock: TestClock;
  operator: Sql;
  createTenant(name?: string): Promise<TestTenant>;
  call(bearer: string | null): Caller;
}

/** The whole API on a database of its own, with a clock to move. Call it at the top of a `describe` or a file. */
export function useApi(overrides: Record<string, string> = {}): TestApi {
  const api = {} as TestApi;
  beforeAll(async () => {
    const database = await createTestDatabase();
    const clock = createTestClock();
    const environment = readEnvironment({
      DATABASE_URL: database.url,
      BURSAR_ENCRYPTION_KEY: randomBytes(32).toString("base64url"),
      LOG_LEVEL: "silent",
      RATE_LIMIT_FACTOR: "0",
      ...overrides,
    });
    const platform = createPlatform(environment, clock);
    const app = createApp(platform);
    const operator = connect(database.url, { role: "bursar_operator", connectionsMax: 1 });
    Object.assign(api, { database, clock, platform, app, operator });
    api.call = (bearer) => callerOf(app, bearer);
    api.createTenant = (name = "Test Academy") => createTestTenant(api, name);
  });
  afterAll(async () => {
    api.app.streams.endAll();
    await api.app.hub.stop();
    await Promise.all([api.platform.close(), api.operator.end({ timeout: 1 })]);
    await api.database.drop();
  });
  return api;
}

function callerOf(app: App, bearer: string | null, query = ""): Caller {
  return async (method, path, body, call = {}) => {
    const headers: Record<string, string> = { "idempotency-key": call.idempotencyKey ?? randomUUID() };
    if (bearer !== null) headers["authorization"] = `Bearer ${bearer}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    if (call.origin) headers["origin"] = call.origin;
    const response = await app.http.request(`${path}${query}`, {
      method,
      headers: { ...headers, ...call.headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
  };
}

async function createTestTenant(api: TestApi, name: string): Promise<TestTenant> {
  const { platform, clock, app } = api;
  const origin = "https://academy.example";
  const tenant = await createTenant(api.operator, clock, name, "test");
  const context = contextOf(platform, tenant);
  const secret = await createKey(context, { kind: "secret", name: "server", scopes: [] });
  const publishable = await createKey(context, { kind: "publishable", name: "page", origins: [origin] });
  const token = await rotateTokenSecret(context, platform.environment.BURSAR_ENCRYPTION_KEY, 0);
  const server = callerOf(app, secret.key);
  return {
    tenant,
    context,
    origin,
    secretKey: secret.key,
    publishableKey: publishable.key,
    tokenSecret: token.secret,
    server,
    withKey: (key) => callerOf(app, key),
    as: async (user, roles = ["learner"]) =>
      callerOf(app, await createUserToken({ secret: token.secret, user, roles, now: clock.now })),
    async settings(settings) {
      await server("PATCH", "/v1/tenant", { settings });
      platform.credentials.forget();
    },
  };
}
