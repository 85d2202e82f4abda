import { verifyWebhook } from "@bursar/sdk";
import type { webhooks } from "@bursar/sdk/contract";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type TestTenant, useApi } from "../../test/api.ts";
import { type Received, type Receiver, startReceiver } from "../../test/receiver.ts";
import { connect, type Sql } from "../platform/database.ts";
import { createDeliverer, type Deliverer } from "./deliverer.ts";
import { clearWebhookDeliveries } from "./jobs.ts";
import { createSender } from "./send.ts";

// Hundreds of requests to real servers take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const api = useApi({ WEBHOOKS_ALLOW_PRIVATE: "1" });
let academy: TestTenant;
let receiver: Receiver;
let operator: Sql;
let deliverer: Deliverer;
let users = 0;

beforeAll(() => {
  operator = connect(api.database.url, { role: "bursar_operator", connectionsMax: 2 });
});
afterAll(() => operator.end({ timeout: 1 }));
beforeEach(async () => {
  academy = await api.createTenant();
  receiver = await startReceiver();
  deliverer = newDeliverer();
});
afterEach(async () => {
  await deliverer.stop();
  await receiver.close();
});

const newDeliverer = (timeoutMilliseconds = 5_000) =>
  createDeliverer(api.platform, {
    operator,
    sender: createSender({ allowPrivate: true, timeoutMilliseconds }),
    random: () => 0,
  });

async function newEndpoint(input: object = {}): Promise<webhooks.NewWebhookEndpoint> {
  const { status, body } = await academy.server("POST", "/v1/webhook-endpoints", { url: receiver.url, ...input });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}
const retrieve = async (id: string): Promise<webhooks.WebhookEndpoint> =>
  (await academy.server("GET", `/v1/webhook-endpoints/${id}`)).body;
const deliveries = async (id: string, query = ""): Promise<webhooks.WebhookDelivery[]> =>
  (await academy.server("GET", `/v1/webhook-endpoints/${id}/deliveries?limit=100${query}`)).body.data;

/** Something happens: a user is new, with the number as id. */
async function happen(times = 1): Promise<void> {
  for (let time = 0; time < times; time++) await academy.server("PUT", `/v1/users/user-${++users}`, {});
}

/** Time passes, and a worker does what is due. */
async function after(step: Parameters<typeof api.clock.advance>[0], by: Deliverer = deliverer): Promise<void> {
  api.clock.advance(step);
  await by.drain();
}
const soon = { seconds: 10 };

const answering = (status: number, headers: Record<string, string> = {}) => {
  receiver.answer = (_request, response) => response.writeHead(status, headers).end();
};
const told = () => receiver.received.map(({ event }) => event.user);

describe("an event", () => {
  it("is told to the endpoint, signed, as the SDK checks it", async () => {
    const { secret } = await newEndpoint();
    await academy.server("PUT", "/v1/users/amina", {});
    await after(soon);
    expect(receiver.received).toHaveLength(1);
    const { headers, body } = receiver.received[0] as Received;
    const event = await verifyWebhook({ payload: body, headers, secret, now: api.clock.now });
    expect(event).toMatchObject({ type: "user.created", user: "amina", data: {} });
    expect(headers["webhook-id"]).toBe(event.id);
    expect(headers["content-type"]).toBe("application/json");
    const feed = await academy.server("GET", "/v1/events");
    const { createdAt, ...rest } = feed.body.data[0];
    expect(event).toEqual({ ...rest, timestamp: createdAt });
  });

  it("is told to each endpoint that asks for its type, from when the endpoint was added", async () => {
    await happen();
    const all = await newEndpoint({ url: `${receiver.url}/all` });
    await newEndpoint({ url: `${receiver.url}/other`, eventTypes: ["enrollment.created"] });
    await newEndpoint({ url: `${receiver.url}/users`, eventTypes: ["user.created", "wallet.frozen"] });
    await happen();
    await after(soon);
    expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(["/all", "/users"]);
    expect(await deliveries(all.id)).toMatchObject([{ status: "succeeded", attempts: [{ number: 1, status: 204 }] }]);
  });

  it("of another tenant is not told", async () => {
    await newEndpoint();
    const other = await api.createTenant();
    await other.server("PUT", "/v1/users/theirs", {});
    await after(soon);
    expect(receiver.received).toEqual([]);
  });

  it("that commits late, below events that were told already, is told", async () => {
    await newEndpoint();
    const late = await api.database.superuser.reserve();
    await late`begin`;
    await late`
      insert into events (tenant_id, id, type, user_id, data, created_at)
      values (${academy.tenant.id}, uuidv7(), 'user.created', 'late', '{}', ${api.clock.now()})`;
    await happen(2);
    await after(soon);
    // It waits for whatever may still commit below it.
    expect(told()).toEqual([]);
    await late`commit`;
    late.release();
    await after(soon);
    expect(told().toSorted()).toEqual(["late", `user-${users - 1}`, `user-${users}`].toSorted());
  });

  it("has nothing in it that the contract doesn't know", async () => {
    await newEndpoint();
    await api.database.superuser`
      insert into events (tenant_id, id, type, user_id, data, created_at)
      values (${academy.tenant.id}, uuidv7(), 'wallet.unfrozen', 'amina', '{"currency": "UNIT", "inside": "secret"}', now())`;
    await after(soon);
    expect(receiver.received[0]?.event.data).toEqual({ currency: "UNIT" });
  });

  it("is told once to each, when there are more than a page of them", async () => {
    await newEndpoint();
    await api.database.superuser`
      insert into events (tenant_id, id, type, user_id, data, created_at)
      select ${academy.tenant.id}, uuidv7(), 'user.created', 'user-' || n, '{}', now() from generate_series(1, 450) n`;
    await after(soon);
    expect(receiver.received).toHaveLength(450);
    expect(new Set(told()).size).toBe(450);
  });
});

describe("an answer", () => {
  it.each([200, 201, 204, 299])("of %i is success", async (status) => {
    answering(status);
    const { id } = await newEndpoint();
    await happen();
    await after(soon);
    expect(await deliveries(id)).toMatchObject([{ status: "succeeded", nextAttemptAt: null, attempts: [{ status }] }]);
  });

  it.each([301, 302, 307, 308, 400, 404, 500, 502])("of %i is failure, and is followed nowhere", async (status) => {
    answering(status, { location: `${receiver.url}/elsewhere` });
    const { id } = await newEndpoint();
    await happen();
    await after(soon);
    expect(receiver.received.map(({ path }) => path)).toEqual(["/"]);
    expect(await deliveries(id)).toMatchObject([{ status: "pending", attempts: [{ status, error: null }] }]);
    expect((await retrieve(id)).failingSince).toBe(api.clock.now().toISOString());
    receiver.answer = 200;
    await after({ seconds: 5 });
    expect(await deliveries(id)).toMatchObject([{ status: "succeeded", attempts: [{ status: 200 }, { status }] }]);
    expect((await retrieve(id)).failingSince).toBeNull();
  });

  it("that doesn't come in time is failure, and so is a body that never ends after a bad status", async () => {
    const hasty = newDeliverer(100);
    receiver.answer = (_request, response) => void response.writeHead(500).write("x");
    const { id } = await newEndpoint();
    await happen();
    await after(soon, hasty);
    receiver.answer = () => {};
    await after({ seconds: 5 }, hasty);
    expect((await deliveries(id))[0]?.attempts).toMatchObject([
      { status: null, error: "timed_out", response: null },
      { status: 500, error: null },
    ]);
    await hasty.stop();
  });

  it("is waited for as long as is usual among webhooks: from 15 to 30 seconds", async () => {
    const waited = vi.spyOn(AbortSignal, "timeout");
    const sender = createSender({ allowPrivate: true });
    await sender.send({ url: receiver.url, mode: "test", headers: {}, body: "{}" });
    sender.close();
    expect(waited.mock.calls).toEqual([[20_000]]);
    waited.mockRestore();
  });

  it("that is no HTTP, or a connection that breaks, is failure", async () => {
    receiver.answer = (request) => void request.socket.end("hello");
    const { id } = await newEndpoint();
    await happen();
    await after(soon);
    receiver.answer = (request) => void request.socket.destroy();
    await after({ seconds: 5 });
    expect((await deliveries(id))[0]?.attempts).toMatchObject([
      { error: "connection_failed" },
      { error: "connection_failed" },
    ]);
  });

  it("that turns to another protocol is failure, and nobody waits for more", async () => {
    receiver.answer = (request) =>
      void request.socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n");
    const { id } = await newEndpoint();
    await happen();
    await after(soon);
    expect((await deliveries(id))[0]?.attempts).toMatchObject([{ status: null, error: "connection_failed" }]);
  });

  it("is kept by its first kilobyte, as text that can be stored", async () => {
    receiver.answer = (_request, response) => response.writeHead(500).end(`\0é${"x".repeat(1_000_000)}`);
    const { id } = await newEndpoint();
    await happen();
    await after(soon);
    const kept = (await deliveries(id))[0]?.attempts[0]?.response;
    expect(kept).toMatch(/^éx+$/);
    expect(kept?.length).toBeLessThanOrEqual(1024);
  });

  it.each([429, 503])(
    "of %i with Retry-After holds up the endpoint for so long, and no longer than 6 hours",
    async (status) => {
      answering(status, { "retry-after": "600" });
      const { id } = await newEndpoint();
      await happen();
      await after(soon);
      await happen();
      await after({ seconds: 590 });
      expect(receiver.received).toHaveLength(1);
      answering(status, { "retry-after": "99999999" });
      await after({ seconds: 10 });
      expect(receiver.received).toHaveLength(2);
      receiver.answer = 200;
      await after({ hours: 6 });
      expect((await deliveries(id)).map((one) => one.status)).toEqual(["succeeded", "succeeded"]);
    },
  );

  it("of 410 disables the endpoint at once, and its admins have notice", async () => {
    const watching = await newEndpoint({ url: `${receiver.url}/watching`, eventTypes: ["webhook_endpoint.disabled"] });
    const { id } = await newEndpoint({ url: `${receiver.url}/gone`, eventTypes: ["user.created"] });
    receiver.answer = (request, response) => response.writeHead(request.url === "/gone" ? 410 : 204).end();
    await happen();
    await after(soon);
    expect(await retrieve(id)).toMatchObject({ enabled: false, disabledReason: "gone" });
    expect((await deliveries(id))[0]).toMatchObject({ status: "failed", attempts: [{ status: 410 }] });
    await after(soon);
    expect(receiver.received.at(-1)?.event).toMatchObject({
      type: "webhook_endpoint.disabled",
      data: { endpoint: id, reason: "gone" },
    });
    const audit = await academy.server("GET", `/v1/audit-records?object=webhook_endpoint:${id}`);
    expect(audit.body.data[0]).toMatchObject({ action: "webhook_endpoint.disabled", actor: "job:deliver-webhooks" });
    await happen();
    await after({ days: 1 });
    expect(receiver.received.filter(({ path }) => path === "/gone")).toHaveLength(1);
    expect((await retrieve(watching.id)).enabled).toBe(true);
  });
});

describe("what fails", () => {
  it("is tried ten times over three days, and then the endpoint is disabled", async () => {
    receiver.answer = 500;
    const { id } = await newEndpoint();
    await happen();
    const start = api.clock.now().getTime() + 10_000;
    const seconds: number[] = [];
    await after(soon);
    for (let step = 1; step <= 10; step++) {
      const [{ nextAttemptAt = null, attempts = [] } = {}] = await deliveries(id);
      seconds.push((Date.parse(attempts[0]?.startedAt ?? "") - start) / 1000);
      if (nextAttemptAt === null) break;
      api.clock.set(nextAttemptAt);
      await deliverer.drain();
    }
    const [m, h] = [60, 3600];
    const spec = [0, 5, 5 * m, 30 * m, 2 * h, 5 * h, 10 * h, 14 * h, 20 * h, 24 * h];
    expect(seconds).toEqual(spec.map((_, n) => spec.slice(0, n + 1).reduce((sum, one) => sum + one, 0)));
    expect(await deliveries(id)).toMatchObject([{ status: "failed" }]);
    expect(await retrieve(id)).toMatchObject({ enabled: false, disabledReason: "failing" });
  });

  it("is tried under the same id with a new time and signature", async () => {
    receiver.answer = 500;
    const { secret } = await newEndpoint();
    await happen();
    await after(soon);
    await after({ hours: 1 });
    const [first, second] = receiver.received;
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.body).toBe(first?.body);
    expect(Number(second?.headers["webhook-timestamp"]) - Number(first?.headers["webhook-timestamp"])).toBe(3600);
    const { body = "", headers = {} } = second ?? {};
    await verifyWebhook({ payload: body, headers, secret, now: api.clock.now });
  });

  it("does not end an endpoint that takes something now and then", async () => {
    const { id } = await newEndpoint();
    receiver.answer = (request, response) => {
      const isPoison = receiver.received.at(-1)?.event.user === "poison";
      response.writeHead(isPoison ? 500 : 204).end();
      request.resume();
    };
    await academy.server("PUT", "/v1/users/poison", {});
    for (let day = 0; day < 8; day++) {
      await happen();
      await after({ hours: 12 });
      await after({ hours: 12 });
    }
    expect(await retrieve(id)).toMatchObject({ enabled: true });
    expect((await deliveries(id, "&status=succeeded")).length).toBe(8);
  });

  it("goes on where it stopped once the endpoint is enabled again: nothing is missed", async () => {
    receiver.answer = 410;
    const { id } = await newEndpoint();
    await happen();
    await after(soon);
    await happen(3);
    await after({ days: 2 });
    receiver.answer = 204;
    expect((await academy.server("PATCH", `/v1/webhook-endpoints/${id}`, { enabled: true })).body).toMatchObject({
      enabled: true,
      disabledAt: null,
      disabledReason: null,
    });
    await after(soon);
    const succeeded = await deliveries(id, "&status=succeeded");
    // The three, and that it was disabled itself; what was answered with 410 was answered.
    expect(succeeded.map(({ type }) => type).toSorted()).toEqual(
      ["user.created", "user.created", "user.created", "webhook_endpoint.disabled"].toSorted(),
    );
  });
});

describe("what was sent", () => {
  it("is sent again, one event, whether or not it was taken", async () => {
    const { id } = await newEndpoint();
    await happen(2);
    await after(soon);
    const [first] = receiver.received;
    const asked = await academy.server("POST", `/v1/webhook-endpoints/${id}/deliveries/${first?.event.id}/retry`);
    expect(asked.body).toMatchObject({ status: "pending", nextAttemptAt: api.clock.now().toISOString() });
    await deliverer.drain();
    expect(receiver.received.map(({ event }) => event.id).slice(2)).toEqual([first?.event.id]);
    const sent = (await deliveries(id)).find((one) => one.id === first?.event.id);
    expect(sent).toMatchObject({ status: "succeeded", attempts: [{ number: 2 }, { number: 1 }] });
  });

  it("is sent again since an instant: what failed, or all of it", async () => {
    const { id } = await newEndpoint();
    receiver.answer = 200;
    await happen();
    await after({ minutes: 5 });
    const since = api.clock.now().toISOString();
    await after({ minutes: 5 });
    await happen(2);
    await after(soon);
    await api.database.superuser`
      update webhook_deliveries set status = 'failed' where tenant_id = ${academy.tenant.id}
        and body::jsonb ->> 'user' = ${`user-${users}`}`;
    const replay = async (body: object) => {
      receiver.received.length = 0;
      const asked = await academy.server("POST", `/v1/webhook-endpoints/${id}/replay`, body);
      expect(asked.status).toBe(200);
      await deliverer.drain();
      return told().toSorted();
    };
    const [older, newer] = [`user-${users - 1}`, `user-${users}`];
    expect(await replay({ since })).toEqual([newer]);
    expect(await replay({ since })).toEqual([]);
    expect(await replay({ since, which: "all" })).toEqual([older, newer]);
    expect(await replay({ since })).toEqual([]);
    await happen();
    await after(soon);
    expect(told()).toEqual([`user-${users}`]);
  });

  it("is sent again from before the endpoint was there, which is how it catches up", async () => {
    await happen(3);
    api.clock.advance({ minutes: 5 });
    const { id, createdAt } = await newEndpoint();
    const since = new Date(Date.parse(createdAt) - 600_000).toISOString();
    await academy.server("POST", `/v1/webhook-endpoints/${id}/replay`, { since });
    await deliverer.drain();
    expect(receiver.received).toHaveLength(3);
  });

  it("is told for 30 days", async () => {
    const { id } = await newEndpoint();
    await happen();
    await after(soon);
    api.clock.advance({ days: 29 });
    await clearWebhookDeliveries.run(academy.context);
    expect(await deliveries(id)).toHaveLength(1);
    api.clock.advance({ days: 2 });
    await clearWebhookDeliveries.run(academy.context);
    expect(await deliveries(id)).toEqual([]);
  });
});

describe("an endpoint", () => {
  it("that is deleted is sent nothing more, and is gone with what was sent", async () => {
    const { id } = await newEndpoint();
    await happen();
    await after(soon);
    await happen();
    expect((await academy.server("DELETE", `/v1/webhook-endpoints/${id}`)).status).toBe(200);
    await after(soon);
    expect(receiver.received).toHaveLength(1);
    expect((await academy.server("GET", `/v1/webhook-endpoints/${id}`)).status).toBe(404);
    api.clock.advance({ days: 31 });
    await clearWebhookDeliveries.run(academy.context);
    const left = await api.database.superuser`
      select id::text from webhook_endpoints where tenant_id = ${academy.tenant.id}
      union all select event_id::text from webhook_deliveries where tenant_id = ${academy.tenant.id}
      union all select id::text from webhook_secrets where tenant_id = ${academy.tenant.id}`;
    expect(left).toHaveLength(0);
  });

  it("is pinged, whatever it asks for, and others are not", async () => {
    const { id, secret } = await newEndpoint({ eventTypes: ["enrollment.created"] });
    await newEndpoint({ url: `${receiver.url}/other` });
    const ping = await academy.server("POST", `/v1/webhook-endpoints/${id}/test`);
    expect([ping.status, ping.body.type]).toEqual([201, "webhook_endpoint.ping"]);
    await deliverer.drain();
    expect(receiver.received.map(({ path }) => path)).toEqual(["/"]);
    const { body = "", headers = {} } = receiver.received[0] ?? {};
    const event = await verifyWebhook({ payload: body, headers, secret, now: api.clock.now });
    expect(event).toMatchObject({ type: "webhook_endpoint.ping", data: { endpoint: id }, user: null });
  });

  it("that is slow delays nobody but itself", async () => {
    let free = () => {};
    receiver.answer = (request, response) => {
      if (request.url === "/slow") free = () => response.writeHead(204).end();
      else response.writeHead(204).end();
    };
    const slow = await newEndpoint({ url: `${receiver.url}/slow` });
    await newEndpoint({ url: `${receiver.url}/quick` });
    await happen();
    api.clock.advance(soon);
    const done = deliverer.drain();
    await expect.poll(() => receiver.received.map(({ path }) => path).toSorted()).toEqual(["/quick", "/slow"]);
    await happen();
    api.clock.advance(soon);
    const other = newDeliverer();
    await other.drain();
    expect(receiver.received.filter(({ path }) => path === "/quick")).toHaveLength(2);
    expect(receiver.received.filter(({ path }) => path === "/slow")).toHaveLength(1);
    receiver.answer = 204;
    free();
    await done;
    await other.stop();
    await after(soon);
    expect((await deliveries(slow.id)).map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
  });
});

describe("several workers", () => {
  it("send each delivery once between them", async () => {
    const endpoints = [];
    for (let n = 0; n < 8; n++) endpoints.push(await newEndpoint({ url: `${receiver.url}/${n}` }));
    await api.database.superuser`
      insert into events (tenant_id, id, type, user_id, data, created_at)
      select ${academy.tenant.id}, uuidv7(), 'user.created', 'user-' || n, '{}', now() from generate_series(1, 60) n`;
    const workers = [deliverer, newDeliverer(), newDeliverer(), newDeliverer()];
    receiver.answer = (_request, response) => void setImmediate(() => response.writeHead(204).end());
    api.clock.advance(soon);
    // All at once, and again and again while the others are in the middle of it.
    const isDone = () => receiver.received.length >= 480;
    await Promise.all(
      workers.map(async (worker) => {
        do await worker.drain();
        while (!isDone());
      }),
    );
    await after(soon);
    const sent = receiver.received.map(({ path, event }) => `${path} ${event.id}`);
    expect([sent.length, new Set(sent).size]).toEqual([480, 480]);
    await Promise.all(workers.slice(1).map((worker) => worker.stop()));
  });

  it("lose nothing when one of them dies in the middle: another sends what it had", async () => {
    const { id } = await newEndpoint();
    // It never hears an answer, and never comes back: as after kill -9, the lease is all that is left of it.
    receiver.answer = () => {};
    await happen(3);
    api.clock.advance(soon);
    const dead = newDeliverer(1_500);
    const never = dead.drain();
    await expect.poll(() => receiver.received.length).toBe(3);
    receiver.answer = 204;
    await after({ seconds: 20 });
    expect(receiver.received).toHaveLength(3);
    await after({ seconds: 11 });
    expect(new Set(told().slice(3)).size).toBe(3);
    expect((await deliveries(id)).map(({ status }) => status)).toEqual(["succeeded", "succeeded", "succeeded"]);
    await never;
    await dead.stop();
    // What the dead one notes at last takes nothing back.
    expect((await deliveries(id)).map(({ status }) => status)).toEqual(["succeeded", "succeeded", "succeeded"]);
  });
});
