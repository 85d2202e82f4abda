import { verifyWebhook } from "@bursar/sdk";
import type { webhooks } from "@bursar/sdk/contract";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestTenant, useApi } from "../../test/api.ts";
import { type Receiver, startReceiver } from "../../test/receiver.ts";
import { connect, type Sql } from "../platform/database.ts";
import { createDeliverer, type Deliverer } from "./deliverer.ts";
import { createSender } from "./send.ts";

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

describe("an event", () => {
  it("is told to the endpoint, signed, as the SDK checks it", async () => {
    const { secret } = await newEndpoint();
    await academy.server("PUT", "/v1/users/amina", {});
    await after(soon);
    expect(receiver.received).toHaveLength(1);
    const [{ headers, body } = { headers: {}, body: "" }] = receiver.received;
    const event = await verifyWebhook({ payload: body, headers, secret, now: api.clock.now });
    expect(event).toMatchObject({ type: "user.created", user: "amina", data: {} });
    expect(headers["webhook-id"]).toBe(event.id);
    expect(headers["content-type"]).toBe("application/json");
    const feed = await academy.server("GET", "/v1/events");
    expect(event).toEqual({ ...feed.body.data[0], createdAt: undefined, timestamp: feed.body.data[0].createdAt });
  });
});
