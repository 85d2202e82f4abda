import { randomBytes, randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createUserToken } from "@bursar/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort } from "../../../../scripts/network.ts";
import { discardPostgres, type Postgres, startPostgres } from "../../../../scripts/postgres.ts";
import { type LiveStream, openStream } from "../../test/live-stream.ts";
import { logLines, type Process, runCommand, serveInProcess, startProcess } from "../../test/processes.ts";
import { migrate } from "./migrate.ts";

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// A server of its own, since it is to go away. Its data stay where they are.
const dataDirectory = join(tmpdir(), `bursar-outage-${randomUUID()}`);
let port: number;
let postgres: Postgres;
let environment: Record<string, string>;
let academy: { tenant: string; secretKey: string; tokenSecret: string };
let api: Process & { url: string };
let live: LiveStream;

const start = async () => {
  postgres = await startPostgres({ dataDirectory, port, durable: false });
};

beforeAll(async () => {
  port = await freePort();
  await start();
  environment = { DATABASE_URL: postgres.url, BURSAR_ENCRYPTION_KEY: randomBytes(32).toString("base64url") };
  await migrate(postgres.url);
  const created = await runCommand(["tenant", "create", "--name", "Academy", "--json"], environment);
  academy = JSON.parse(created.stdout);
  api = await serveInProcess(environment);
  await call("PUT", "/v1/currencies/UNIT", {});
  await call("PUT", "/v1/users/amina", {});
  await call("PUT", "/v1/users/omar", {});
  live = await openStream(
    `${api.url}/v1/me/events`,
    await createUserToken({ secret: academy.tokenSecret, user: "amina" }),
  );
});
afterAll(async () => {
  api.child.kill("SIGKILL");
  await postgres.stop();
  await discardPostgres(dataDirectory);
});

function call(
  method: string,
  path: string,
  body?: object,
  { key = academy.secretKey, idempotencyKey = randomUUID() as string, url = api.url } = {},
) {
  return fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "idempotency-key": idempotencyKey, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
}

const grant = { type: "grant", user: "amina", currency: "UNIT", amount: 5 };
/** Callers in each phase of a request at any moment, so that the outage meets them all. Answers what they were told. */
async function keepBusy(): Promise<() => Promise<Set<number>>> {
  const told = new Set<number>();
  let isOver = false;
  const caller = async (ask: () => Promise<Response>) => {
    while (!isOver || !told.has(503)) told.add((await ask()).status);
  };
  const callers = [
    () => call("POST", "/v1/transactions", { ...grant, user: "omar" }),
    () => call("POST", "/v1/transactions/batch", { transactions: [{ ...grant, user: "omar" }] }),
    () => call("PUT", "/v1/users/omar", {}),
    () => call("GET", "/v1/users"),
  ];
  for (const ask of callers) told.add((await ask()).status);
  const all = Promise.all([...callers, ...callers, ...callers].map(caller));
  return async () => {
    isOver = true;
    await all;
    return told;
  };
}

const status = async (path: string) => (await call("GET", path)).status;
const isWellAgain = () => expect.poll(() => status("/v1/users/amina"), { interval: 50, timeout: 10_000 }).toBe(200);

describe("while the database is away", () => {
  const stored = randomUUID();

  it("every request is told so and when to come again, and the process serves on", async () => {
    expect((await call("POST", "/v1/transactions", grant, { idempotencyKey: stored })).status).toBe(201);
    const busy = await keepBusy();
    await postgres.stop();
    expect(await busy()).toEqual(new Set([200, 201, 503]));
    const answers = await Promise.all([
      call("GET", "/v1/users/amina"),
      call("GET", "/v1/users"),
      call("PUT", "/v1/users/omar", {}),
      call("PUT", "/v1/offerings/course", {}),
      call("POST", "/v1/transactions", grant),
      call("POST", "/v1/transactions/batch", { transactions: [grant] }),
      call("POST", "/v1/users/amina/enrollments", { offering: "course" }),
      call("GET", "/v1/users/amina/access/course"),
      call("POST", "/v1/ledger/verify"),
      call("GET", "/v1/tenant", undefined, { key: `sk_test_${"x".repeat(43)}` }),
      call("GET", "/readyz"),
    ]);
    for (const answer of answers) {
      const body = (await answer.json()) as object;
      expect(body).toMatchObject({ status: 503, code: "server.unavailable" });
      expect(Object.keys(body).sort()).toEqual(["code", "requestId", "status", "title", "type"]);
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
    }
    expect(await status("/healthz")).toBe(200);
  });

  it("a process that starts meanwhile starts, is not ready, and says why live events wait", async () => {
    const early = await serveInProcess(environment);
    expect((await fetch(`${early.url}/readyz`)).status).toBe(503);
    const { message } = await early.logged({ level: "warn" }).then((line) => ({ message: String(line["msg"]) }));
    expect(message).toContain("the database does not answer yet");
    await start();
    await expect
      .poll(async () => (await fetch(`${early.url}/readyz`)).status, { interval: 50, timeout: 10_000 })
      .toBe(200);
    // It hears of revocations, though it could not listen when it began; and so does the one whose connection broke.
    await expectRevocationToReach([early.url, api.url]);
    expect(await early.stop()).toBe(0);
  });

  it("nothing was lost or done twice, and service goes on by itself", async () => {
    await isWellAgain();
    const again = await call("POST", "/v1/transactions", grant, { idempotencyKey: stored });
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
    // Each connection of the pool finds out for itself that the database is back.
    const wallet = async () => (await call("GET", "/v1/users/amina/wallets/UNIT")).json();
    await expect.poll(wallet, { interval: 50, timeout: 10_000 }).toMatchObject({ balance: 5 });
    const proof = async () => (await call("POST", "/v1/ledger/verify")).json();
    await expect.poll(proof, { interval: 50, timeout: 10_000 }).toMatchObject({ sound: true });
  });

  it("a live stream that was open all the while misses nothing", async () => {
    expect((await live.next()).data).toMatchObject({ type: "transaction.posted", data: { amount: 5 } });
    await call("POST", "/v1/transactions", { ...grant, amount: 2 });
    expect((await live.next()).data).toMatchObject({ data: { amount: 2 } });
    await live.close();
  });

  it("an outage is no fault: the log warns, and has no stack", () => {
    const faults = logLines(api.output().stdout).filter((line) => line["msg"] === "fault");
    expect(faults).toEqual([]);
  });

  async function expectRevocationToReach(urls: string[]): Promise<void> {
    const created = await runCommand(
      ["key", "create", "--tenant", academy.tenant, "--name", "k", "--json"],
      environment,
    );
    const { id, key } = JSON.parse(created.stdout);
    const look = () =>
      Promise.all(urls.map(async (url) => (await call("GET", "/v1/offerings", undefined, { key, url })).status));
    await expect.poll(look, { interval: 20, timeout: 10_000 }).toEqual(urls.map(() => 200));
    await runCommand(["key", "revoke", id, "--tenant", academy.tenant], environment);
    // Sooner than what is remembered would end by itself.
    await expect.poll(look, { interval: 10, timeout: 3_000 }).toEqual(urls.map(() => 401));
  }
});

describe("the end of a process that has seen an outage", () => {
  it("does not wait for what was lost in it", async () => {
    const start = performance.now();
    expect(await api.stop()).toBe(0);
    // Well before it would lose patience with its pool and its connections.
    expect(performance.now() - start).toBeLessThan(4_000);
  });
});

describe("the worker", () => {
  it("starts working once the database answers", async () => {
    const worker = startProcess(["worker"], environment);
    await worker.logged({ msg: "working" });
    expect(await worker.stop()).toBe(0);
  });
});
