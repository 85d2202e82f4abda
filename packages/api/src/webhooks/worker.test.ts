import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { type Process, runCommand, serveInProcess, startProcess } from "../../test/processes.ts";
import { type Receiver, startReceiver } from "../../test/receiver.ts";

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let database: TestDatabase;
let environment: Record<string, string>;
let api: Process & { url: string };
let secretKey: string;
let receiver: Receiver;

beforeAll(async () => {
  database = await createTestDatabase();
  environment = {
    DATABASE_URL: database.url,
    BURSAR_ENCRYPTION_KEY: randomBytes(32).toString("base64url"),
    WEBHOOKS_ALLOW_PRIVATE: "1",
  };
  const [created, served] = await Promise.all([
    runCommand(["tenant", "create", "--name", "Academy", "--json"], environment),
    serveInProcess(environment),
  ]);
  ({ secretKey } = JSON.parse(created.stdout));
  api = served;
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

async function call(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${api.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${secretKey}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return answer.json() as Promise<{ id: string }>;
}

async function startWorker(): Promise<Process> {
  const worker = startProcess(["worker"], environment);
  await worker.logged({ msg: "working" });
  return worker;
}

const users = () => receiver.received.map(({ event }) => event.user);

describe("a worker", () => {
  it("tells an endpoint within two seconds of what has happened, and ends with what it has begun", async () => {
    const worker = await startWorker();
    await call("POST", "/v1/webhook-endpoints", { url: receiver.url });
    const times: number[] = [];
    for (let n = 0; n < 5; n++) {
      const start = performance.now();
      await call("PUT", `/v1/users/prompt-${n}`, {});
      await expect.poll(users, { interval: 5, timeout: 10_000 }).toContain(`prompt-${n}`);
      times.push(Math.round(performance.now() - start));
    }
    console.log(`from the request to the receiver: ${times.join(", ")} ms`);
    expect(times.toSorted((a, b) => a - b)[2]).toBeLessThan(2_000);

    receiver.answer = (_request, response) => void setTimeout(() => response.writeHead(204).end(), 300);
    await call("PUT", "/v1/users/last", {});
    await expect.poll(users, { interval: 5, timeout: 10_000 }).toContain("last");
    expect(await worker.stop()).toBe(0);
    const [row] = await database.superuser`select status from webhook_deliveries where body like '%"last"%'`;
    expect(row?.["status"]).toBe("succeeded");
  });

  it("that is killed in the middle loses nothing: the next one sends what it had", async () => {
    const { id } = await call("POST", "/v1/webhook-endpoints", { url: `${receiver.url}/killed` });
    receiver.answer = () => {};
    for (let n = 0; n < 30; n++) await call("PUT", `/v1/users/survivor-${n}`, {});
    const first = await startWorker();
    await expect.poll(() => receiver.received.length, { interval: 5, timeout: 20_000 }).toBe(10);
    first.child.kill("SIGKILL");
    await first.exited;
    receiver.answer = 204;
    receiver.received.length = 0;
    const second = await startWorker();
    // As if the lease's half minute had passed.
    await database.superuser`
      update webhook_endpoints set due_at = now(), free_at = now() where leased_by is not null`;
    const expected = Array.from({ length: 30 }, (_, n) => `survivor-${n}`).toSorted();
    await expect.poll(() => users().toSorted(), { interval: 20, timeout: 20_000 }).toEqual(expected);
    await second.stop();
    const [row] = await database.superuser`
      select count(*)::int as pending from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id
      where url like '%/killed' and status <> 'succeeded'`;
    expect([id.slice(0, 4), row?.["pending"]]).toEqual(["whe_", 0]);
  });
});
