import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect as connectTo } from "node:net";
import { createUserToken } from "@bursar/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { logLines, type Process, runCommand, serveInProcess } from "../../test/processes.ts";
import { describeApi } from "./openapi.ts";

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let database: TestDatabase;
let environment: Record<string, string>;
let academy: { tenant: string; secretKey: string; publishableKey: string; tokenSecret: string };
let api: Process & { url: string };
const metricsToken = "metrics-token-of-the-test";
const forged = `sk_test_${"forged".repeat(8)}`;

beforeAll(async () => {
  database = await createTestDatabase();
  environment = {
    DATABASE_URL: database.url,
    BURSAR_ENCRYPTION_KEY: randomBytes(32).toString("base64url"),
    METRICS_TOKEN: metricsToken,
  };
  const [created, served] = await Promise.all([
    runCommand(["tenant", "create", "--name", "Academy", "--origin", "https://academy.example", "--json"], environment),
    serveInProcess(environment),
  ]);
  academy = JSON.parse(created.stdout);
  api = served;
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

interface Options {
  body?: unknown;
  bearer?: string;
  headers?: Record<string, string>;
  url?: string;
}

const call = (
  method: string,
  path: string,
  { body, bearer = academy.secretKey, headers, url = api.url }: Options = {},
) =>
  fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      "idempotency-key": randomUUID(),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

const topUp = (user: string) => ({ type: "top_up", user, currency: "UNIT", amount: 5, reason: "cash" });

async function learner(user: string): Promise<string> {
  await call("PUT", "/v1/currencies/UNIT", { body: {} });
  await call("PUT", `/v1/users/${user}`, { body: {} });
  await call("POST", "/v1/transactions", { body: topUp(user) });
  return user;
}

function connectsTo(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTo(Number(new URL(url).port), "127.0.0.1", () => socket.end(() => resolve(true)));
    socket.on("error", () => resolve(false));
  });
}

/** Sends exactly these bytes, as no well-behaved client would. */
function sendRaw(text: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port, hostname } = new URL(api.url);
    const socket = connectTo(Number(port), hostname, () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer)).on("error", reject);
  });
}

describe("what operators and developers ask", () => {
  it("is answered: alive, ready, described", async () => {
    const answers = ["/healthz", "/readyz", "/docs", "/docs/reference.js", "/openapi.json"].map((path) =>
      fetch(api.url + path),
    );
    const [alive, ready, docs, script, description] = await Promise.all(answers);
    expect(await alive?.json()).toEqual({ status: "ok" });
    expect(await ready?.json()).toEqual({ status: "ready" });
    expect(await docs?.text()).toContain("/openapi.json");
    expect(script?.headers.get("content-type")).toContain("javascript");
    expect(await description?.json()).toEqual(JSON.parse(JSON.stringify(describeApi())));
    expect((await script?.arrayBuffer())?.byteLength).toBeGreaterThan(100_000);
  });

  it("loads nothing from elsewhere for the reference", async () => {
    const page = await (await fetch(`${api.url}/docs`)).text();
    expect(page).not.toMatch(/https?:\/\//);
  });

  it("shows times by operation and status to whoever has the token", async () => {
    await call("GET", "/v1/tenant");
    const withoutToken = await fetch(`${api.url}/metrics`);
    expect(withoutToken.status).toBe(401);
    const metrics = await (await call("GET", "/metrics", { bearer: metricsToken })).text();
    expect(metrics).toMatch(/bursar_http_request_seconds_count\{operation="tenant.retrieve",status="200"\} [1-9]/);
    expect(metrics).toMatch(/bursar_problems_total\{code="auth.unauthenticated"\} [1-9]/);
    expect(metrics).toContain("process_resident_memory_bytes");
  });
});

describe("a request that no client would send", () => {
  const bearer = () => `Authorization: Bearer ${academy.secretKey}\r\n`;
  const head = (line: string, rest = "") =>
    `${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${bearer()}${rest}\r\n`;
  const requests: Record<string, () => string | Buffer> = {
    "climbs out by ../": () => head("GET /v1/users/../tenant"),
    "climbs out by %2e%2e/": () => head("GET /v1/users/%2e%2e/%2e%2e/healthz"),
    "climbs out by %2e%2e%2f": () => head("GET /v1/users/%2e%2e%2f%2e%2e%2ftenant"),
    "climbs out by ..\\": () => head("GET /v1/users/..\\tenant"),
    "climbs out of the elements": () => head("GET /elements/../../package.json"),
    "climbs out of the elements, encoded": () => head("GET /elements/%2e%2e%2f%2e%2e%2fpackage.json"),
    "has NUL in its path": () => head("GET /v1/users/a%00b"),
    "has bad percent-encoding": () => head("GET /v1/users/%zz"),
    "has invalid UTF-8 in its path": () => head("GET /v1/users/%ff%fe"),
    "names a whole address": () => head("GET http://evil.example/v1/tenant"),
    "has two slashes": () => head("GET //v1/tenant"),
    "has an unknown method": () => head("BREW /v1/tenant"),
    "has a TRACE": () => head("TRACE /v1/tenant"),
    "has no host": () => `GET /v1/tenant HTTP/1.1\r\nConnection: close\r\n\r\n`,
    "has an odd host": () => `GET /v1/tenant HTTP/1.1\r\nHost: a b\\/:x\r\nConnection: close\r\n${bearer()}\r\n`,
    "has invalid UTF-8 in its body": () =>
      Buffer.concat([
        Buffer.from(
          head(
            "POST /v1/transactions",
            "Content-Type: application/json\r\nContent-Length: 4\r\nIdempotency-Key: k\r\n",
          ),
        ),
        Buffer.from([0x22, 0xff, 0xfe, 0x22]),
      ]),
    "claims two lengths": () => `${head("POST /v1/transactions", "Content-Length: 4\r\nContent-Length: 5\r\n")}{}{}`,
    "claims a length and chunks": () =>
      `${head("POST /v1/transactions", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n")}0\r\n\r\n`,
    "has a header too long": () => head("GET /v1/tenant", `X-Long: ${"x".repeat(20_000)}\r\n`),
    "is no HTTP": () => "\u0016\u0003\u0001 hello\r\n\r\n",
  };

  // A URL parser makes of these what a client would have sent in the first place; the credentials decide.
  const sameAsUsual = ["climbs out by ../", "climbs out by ..\\", "climbs out by %2e%2e/", "names a whole address"];

  it.each(Object.entries(requests))("%s, and learns nothing by it", async (name, make) => {
    const answer = await sendRaw(make());
    const status = Number(answer.match(/^HTTP\/1.1 (\d+)/)?.[1]);
    if (!(sameAsUsual.includes(name) && status === 200))
      expect([status >= 400, status < 500], answer).toEqual([true, true]);
    expect(answer).not.toMatch(/node_modules|\.ts:|at [A-Z]\w+ /);
  });

  it("and the process serves on", async () => {
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
  });
});

describe("the log", () => {
  it("has one event per request, with who, what, how long and how it ended", async () => {
    const user = await learner("logged");
    const answer = await call("POST", "/v1/transactions", { body: topUp(user) });
    const requestId = answer.headers.get("x-request-id");
    const event = await api.logged({ requestId });
    expect(event).toMatchObject({
      ...{ level: "info", operation: "transactions.create", method: "POST", status: 201, tenant: academy.tenant },
      actor: expect.stringMatching(/^key:key_/),
      milliseconds: expect.any(Number),
    });
    expect(logLines(api.output().stdout).filter((line) => line["requestId"] === requestId)).toHaveLength(1);
  });

  it("names the code of a refusal", async () => {
    const answer = await call("GET", "/v1/users/nobody");
    const event = await api.logged({ requestId: answer.headers.get("x-request-id") });
    expect(event).toMatchObject({ status: 404, problem: "user.not_found" });
  });

  it("has the cause of a fault, of which the caller is told nothing", async () => {
    await database.superuser`alter function ledger_platform_balances rename to hidden`;
    const answer = await call("GET", "/v1/ledger/accounts");
    await database.superuser`alter function hidden rename to ledger_platform_balances`;
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).not.toMatch(/ledger_platform|function|sql|postgres/i);
    const fault = await api.logged({ requestId: answer.headers.get("x-request-id"), msg: "fault" });
    expect(fault["level"]).toBe("error");
    expect(fault["error"]).toContain("ledger_platform_balances");
  });

  it("has no secret of anyone's, whatever was sent and whatever went wrong", async () => {
    const token = await createUserToken({ secret: academy.tokenSecret, user: "logged" });
    const { key } = (await (await call("POST", "/v1/keys", { body: { kind: "secret", name: "x" } })).json()) as {
      key: string;
    };
    const rotated = (await (await call("POST", "/v1/token-secrets", { body: {} })).json()) as { secret: string };
    const minted = (await (await call("POST", "/v1/user-tokens", { body: { user: "logged" } })).json()) as {
      token: string;
    };
    const secrets = [
      academy.secretKey,
      token,
      key,
      rotated.secret,
      minted.token,
      forged,
      academy.tokenSecret,
      metricsToken,
    ];
    for (const secret of secrets) {
      await call("GET", "/v1/me", { bearer: secret });
      await call("GET", `/v1/me?key=${secret}`, { headers: { origin: "https://academy.example" } });
      await call("GET", `/v1/users/${secret}`);
      await call("POST", "/v1/transactions", {
        body: { token: secret },
        headers: { "idempotency-key": secret.slice(0, 200) },
      });
    }
    await database.superuser`alter table keys rename to hidden`;
    const faulty = await call("POST", "/v1/keys", { body: { kind: "secret", name: key } });
    await database.superuser`alter table hidden rename to keys`;
    await api.logged({ requestId: faulty.headers.get("x-request-id") });
    const { stdout, stderr } = api.output();
    const password = new URL(database.url).password;
    const key32 = environment["BURSAR_ENCRYPTION_KEY"] as string;
    for (const secret of [...secrets, password, key32]) {
      expect(stdout.includes(secret) || stderr.includes(secret), secret.slice(0, 8)).toBe(false);
      // Nor its tail, which is what makes it one.
      expect(stdout.includes(secret.slice(-20)), secret.slice(0, 8)).toBe(false);
    }
  });
});

describe("a process that can't start", () => {
  it("says in one line that its port is taken", async () => {
    const { code, stdout, stderr } = await runCommand(["serve"], { ...environment, PORT: new URL(api.url).port });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(`Port ${new URL(api.url).port} is in use; set PORT to a free one.\n`);
  });

  it("says which settings are missing or wrong, one per line", async () => {
    const { code, stderr } = await runCommand(["serve"], { DATABASE_URL: "mysql://x", PORT: "http" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/DATABASE_URL: must begin with postgres:\/\/\n/);
    expect(stderr).toMatch(/BURSAR_ENCRYPTION_KEY: .*\n/);
    expect(stderr).toMatch(/PORT: .*\n/);
    expect(stderr).not.toContain("    at ");
  });
});

describe("a process that is told to stop", () => {
  it("answers what it has begun, ends its live streams, takes nothing new, and exits cleanly", async () => {
    const ending = await serveInProcess(environment);
    const user = await learner("in-flight");
    const token = await createUserToken({ secret: academy.tokenSecret, user });
    const stream = await call("GET", "/v1/me/events", { bearer: token, url: ending.url });
    const streamed = stream.text();
    const holder = await database.superuser.reserve();
    await holder`begin`;
    await holder`select from accounts where user_id = ${user} for update`;
    // Opened in case of need, and never used.
    const unused = connectTo(Number(new URL(ending.url).port), "127.0.0.1").on("error", () => {});
    const inFlight = call("POST", "/v1/transactions", { body: topUp(user), url: ending.url });
    await expect.poll(waitingForLocks, { interval: 5, timeout: 5_000 }).toBe(1);

    ending.child.kill("SIGTERM");
    await ending.logged({ msg: "draining" });
    await streamed;
    await expect(connectsTo(ending.url)).resolves.toBe(false);
    await holder`commit`;
    holder.release();
    const answer = await inFlight;
    expect([answer.status, answer.headers.get("connection")]).toEqual([201, "close"]);
    const answered = performance.now();
    expect(await ending.exited).toBe(0);
    // Not by running out of patience: clients that keep their connections open don't hold it up.
    expect(performance.now() - answered).toBeLessThan(8_000);
    await ending.logged({ msg: "stopped" });
    unused.destroy();
  });

  it("ends when nobody reads its log any more, too", { timeout: 20_000 }, async () => {
    const ending = await serveInProcess(environment);
    const ended = once(ending.child, "exit");
    ending.child.stdout?.destroy();
    ending.child.stderr?.destroy();
    ending.child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });

  const waitingForLocks = async () => {
    const [row] = await database.superuser`
      select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return row?.["waiting"];
  };
});
