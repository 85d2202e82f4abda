import { randomBytes } from "node:crypto";
import { verifyWebhook } from "@bursar/sdk";
import type { webhooks } from "@bursar/sdk/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Caller, type TestTenant, useApi } from "../../test/api.ts";
import { tapWire } from "../../test/ledger/wire.ts";
import { explained, readingsOf } from "../../test/plans.ts";
import { type Received, type Receiver, startReceiver } from "../../test/receiver.ts";
import { connect, type Sql } from "../platform/database.ts";
import { createPlatform } from "../platform/platform.ts";
import { createDeliverer } from "./deliverer.ts";
import { reencryptWebhookSecrets } from "./reencrypt-webhook-secrets.ts";
import { createSender } from "./send.ts";

// Hundreds of requests to real servers take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const api = useApi();
const url = "https://academy.example/webhooks";
let academy: TestTenant;
let server: Caller;

beforeEach(async () => {
  academy = await api.createTenant();
  server = academy.server;
});

const create = async (input: object = {}, by = server): Promise<webhooks.NewWebhookEndpoint> => {
  const { status, body } = await by("POST", "/v1/webhook-endpoints", { url, ...input });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};
const auditOf = async (id: string) =>
  (await server("GET", `/v1/audit-records?object=webhook_endpoint:${id}`)).body.data.map(
    ({ action }: { action: string }) => action,
  );

describe("an endpoint", () => {
  it("is created, listed, changed and deleted, each with an audit record", async () => {
    const { secret, ...created } = await create({ description: "The academy", eventTypes: ["user.created"] });
    expect(created).toMatchObject({
      url,
      description: "The academy",
      enabled: true,
      disabledAt: null,
      failingSince: null,
    });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const other = await create();
    expect((await server("GET", "/v1/webhook-endpoints")).body.data.map(({ id }: { id: string }) => id)).toEqual([
      other.id,
      created.id,
    ]);
    expect((await server("GET", `/v1/webhook-endpoints/${created.id}`)).body).toEqual(created);

    const changes = { url: "https://b.example", eventTypes: ["user.created", "user.created", "wallet.frozen"] };
    const changed = await server("PATCH", `/v1/webhook-endpoints/${created.id}`, changes);
    expect(changed.body).toMatchObject({ url: "https://b.example", eventTypes: ["user.created", "wallet.frozen"] });
    expect(changed.body.description).toBe("The academy");
    const off = await server("PATCH", `/v1/webhook-endpoints/${created.id}`, { enabled: false });
    expect(off.body).toMatchObject({ enabled: false, disabledReason: "requested" });
    expect((await server("DELETE", `/v1/webhook-endpoints/${created.id}`)).body.id).toBe(created.id);
    expect((await server("DELETE", `/v1/webhook-endpoints/${created.id}`)).body.code).toBe("webhookEndpoint.not_found");
    expect(await auditOf(created.id)).toEqual(
      ["deleted", "disabled", "updated", "updated", "created"].map((what) => `webhook_endpoint.${what}`),
    );
  });

  it.each([
    ["http://academy.example", "not_https"],
    ["http://localhost:3000", "not_https"],
    ["https://10.0.0.1/", "address"],
    ["https://[::ffff:169.254.169.254]/", "address"],
    ["https://a:b@academy.example/", "credentials"],
    ["https://academy.example:25/", "port"],
  ])("at %s is refused when it is created or changed: %s", async (target, reason) => {
    const refused = await server("POST", "/v1/webhook-endpoints", { url: target });
    expect([refused.status, refused.body]).toMatchObject([422, { code: "webhookEndpoint.url_refused", reason }]);
    const { id } = await create();
    const changed = await server("PATCH", `/v1/webhook-endpoints/${id}`, { url: target });
    expect(changed.body).toMatchObject({ code: "webhookEndpoint.url_refused", reason });
    expect((await server("GET", `/v1/webhook-endpoints/${id}`)).body.url).toBe(url);
  });

  it("of which there are 50 gets no further one, even when all are asked for at once", async () => {
    const asked = await Promise.all(Array.from({ length: 60 }, () => server("POST", "/v1/webhook-endpoints", { url })));
    expect(asked.filter(({ status }) => status === 201)).toHaveLength(50);
    const refused = asked.filter(({ status }) => status === 409);
    expect(refused.map(({ body }) => body)).toMatchObject(
      refused.map(() => ({ code: "webhookEndpoint.too_many", max: 50 })),
    );
  });

  it("is an admin's business, and nobody else's", async () => {
    const admin = await academy.as("boss", ["admin"]);
    const { id } = await create({}, admin);
    for (const role of ["learner", "instructor", "manager"] as const) {
      const user = await academy.as("sly", [role]);
      expect((await user("GET", `/v1/webhook-endpoints/${id}`)).status).toBe(403);
      expect((await user("POST", "/v1/webhook-endpoints", { url })).status).toBe(403);
    }
  });
});

describe("a secret", () => {
  const stored = () => api.database.superuser<{ ciphertext: string }[]>`
    select ciphertext from webhook_secrets where tenant_id = ${academy.tenant.id}`;

  it("is shown once, and stored so that the database alone can't sign", async () => {
    const { id, secret } = await create();
    const dump = JSON.stringify([
      await server("GET", `/v1/webhook-endpoints/${id}`),
      await server("GET", "/v1/webhook-endpoints"),
      await server("GET", "/v1/audit-records"),
      await server("GET", "/v1/events"),
      await stored(),
    ]);
    const bytes = Buffer.from(secret.slice(6), "base64");
    for (const form of [secret.slice(6), bytes.toString("hex"), bytes.toString("base64url")]) {
      expect(dump).not.toContain(form);
    }
    expect((await stored())[0]?.ciphertext).toMatch(/^eyJhbGciOiJkaXIi/);
  });

  it("of an Ed25519 endpoint is the public key, which may be looked up; the private one is told nobody", async () => {
    const { id, secret } = await create({ signature: "ed25519" });
    expect(secret).toMatch(/^whpk_/);
    const { body } = await server("GET", `/v1/webhook-endpoints/${id}`);
    expect(body.secrets).toMatchObject([{ signature: "ed25519", publicKey: secret, retiresAt: null }]);
  });

  it("is encrypted anew with the operator's new key, and read with either meanwhile", async () => {
    await create();
    await create({ signature: "ed25519" });
    const { BURSAR_ENCRYPTION_KEY: old } = api.platform.environment;
    const fresh = new Uint8Array(randomBytes(32));
    expect(await reencryptWebhookSecrets(academy.context, [fresh])).toMatchObject({ changed: 0, current: 0 });
    expect(await reencryptWebhookSecrets(academy.context, [fresh, old])).toEqual({
      changed: 2,
      current: 0,
      unreadable: [],
    });
    expect(await reencryptWebhookSecrets(academy.context, [fresh])).toEqual({ changed: 0, current: 2, unreadable: [] });
    const [lost] = (await reencryptWebhookSecrets(academy.context, [old])).unreadable;
    expect(lost).toMatch(/^whs_/);
  });
});

describe("with a worker", () => {
  let receiver: Receiver;
  let operator: Sql;
  beforeAll(async () => {
    operator = connect(api.database.url, { role: "bursar_operator", connectionsMax: 1 });
    receiver = await startReceiver();
  });
  beforeEach(() => {
    receiver.received.length = 0;
  });
  afterAll(async () => {
    await receiver.close();
    await operator.end({ timeout: 1 });
  });

  // What waits for other tests' endpoints may be due in this one.
  const ownPath = () => `/${academy.tenant.publicId}`;
  const received = () => receiver.received.filter(({ path }) => path === ownPath());

  /** To the receiver, which only a test may send to: the address is written past the guard. */
  async function redirect(id: string): Promise<void> {
    await api.database.superuser`
      update webhook_endpoints set url = ${receiver.url + ownPath()} where tenant_id = ${academy.tenant.id} and url = ${url}`;
    await server("POST", `/v1/webhook-endpoints/${id}/test`);
  }
  async function drain(platform = api.platform, by = operator, allowPrivate = true): Promise<void> {
    const deliverer = createDeliverer(platform, {
      operator: by,
      sender: createSender({ allowPrivate }),
      random: () => 0,
    });
    await deliverer.drain();
    await deliverer.stop();
  }

  it("an address that got past the guard is refused when it is sent to", async () => {
    const { id } = await create();
    await redirect(id);
    await drain(api.platform, operator, false);
    expect(received()).toEqual([]);
    const { body } = await server("GET", `/v1/webhook-endpoints/${id}/deliveries`);
    expect(body.data).toMatchObject([{ status: "pending", attempts: [{ status: null, error: "address_refused" }] }]);
  });

  it("two secrets sign while one replaces the other, for so long and no longer", async () => {
    const old = await create();
    const rotate = async (body: object = {}) => {
      api.clock.advance({ seconds: 1 });
      return (await server("POST", `/v1/webhook-endpoints/${old.id}/rotate-secret`, body)).body;
    };
    const sent = async () => {
      receiver.received.length = 0;
      await redirect(old.id);
      await drain();
      const { headers, body } = received()[0] as Received;
      const isBelieved = ({ secret }: { secret: string }) =>
        verifyWebhook({ payload: body, headers, secret, now: api.clock.now }).then(
          () => true,
          () => false,
        );
      return { isBelieved, signatures: String(headers["webhook-signature"]).split(" ") };
    };
    const fresh = await rotate({ overlapSeconds: 3600, signature: "ed25519" });
    expect(fresh.secrets.map(({ retiresAt }: { retiresAt: string | null }) => retiresAt === null)).toEqual([
      true,
      false,
    ]);
    const both = await sent();
    expect(both.signatures.map((one) => one.split(",")[0])).toEqual(["v1a", "v1"]);
    expect([await both.isBelieved(old), await both.isBelieved(fresh)]).toEqual([true, true]);

    api.clock.advance({ hours: 1 });
    const later = await sent();
    expect([await later.isBelieved(old), await later.isBelieved(fresh)]).toEqual([false, true]);

    const leaked = await rotate({ overlapSeconds: 0 });
    const atOnce = await sent();
    expect(leaked.secret).toMatch(/^whpk_/);
    expect([await atOnce.isBelieved(fresh), await atOnce.isBelieved(leaked), atOnce.signatures.length]).toEqual([
      false,
      true,
      1,
    ]);

    for (let times = 0; times < 6; times++) await rotate();
    expect((await sent()).signatures).toHaveLength(4);
    expect(await auditOf(old.id)).toContain("webhook_secret.rotated");
  });

  it("deliveries are listed newest first, page by page, and by their status", async () => {
    const { id } = await create();
    for (let times = 0; times < 5; times++) {
      api.clock.advance({ seconds: 1 });
      await server("POST", `/v1/webhook-endpoints/${id}/test`);
    }
    const first = await server("GET", `/v1/webhook-endpoints/${id}/deliveries?limit=3`);
    const second = await server(
      "GET",
      `/v1/webhook-endpoints/${id}/deliveries?limit=3&cursor=${first.body.page.nextCursor}`,
    );
    const all = [...first.body.data, ...second.body.data].map((one: { id: string }) => one.id);
    expect([all.length, second.body.page.nextCursor]).toEqual([5, null]);
    expect(all).toEqual(all.toSorted().reverse());
    expect((await server("GET", `/v1/webhook-endpoints/${id}/deliveries?status=failed`)).body.data).toEqual([]);
    const wrong = Buffer.from('["webhook_deliveries","x"]').toString("base64url");
    const refused = await server("GET", `/v1/webhook-endpoints/${id}/deliveries?cursor=${wrong}`);
    expect(refused.body.code).toBe("cursor.invalid");
  });

  it("a look for work reads what is due, however much waits and however many endpoints there are", async () => {
    const { id } = await create();
    await redirect(id);
    const { superuser } = api.database;
    const now = api.clock.now();
    await superuser`
      insert into webhook_endpoints (tenant_id, id, url, description, event_types, cursor_xid, cursor_id, due_at, free_at,
        created_at, updated_at)
      select 100000 + n / 20, uuidv7(), 'https://a.example', '', '{}', '1', gen_random_uuid(),
        ${now}::timestamptz + interval '1 hour', ${now}, ${now}, ${now}
      from generate_series(1, 5000) n`;
    await superuser`
      insert into webhook_deliveries (tenant_id, endpoint_id, event_id, type, body, next_attempt_at, created_at)
      select tenant_id, id, uuidv7(), 'user.created', '{}', ${now}::timestamptz + n * interval '1 minute', ${now}
      from webhook_endpoints, generate_series(1, 10000) n where tenant_id = ${academy.tenant.id}`;
    // As autovacuum does sooner or later.
    await superuser`analyze webhook_endpoints`;
    const wire = await tapWire(explained(api.database.url));
    const platform = createPlatform({ ...api.platform.environment, DATABASE_URL: wire.databaseUrl }, api.clock);
    const watched = connect(wire.databaseUrl, { role: "bursar_operator", connectionsMax: 1 });
    // The driver asks for PostgreSQL's own types when it connects.
    const takeReadings = () => readingsOf(wire.takeNotices()).filter(({ from }) => !from.startsWith("pg_"));
    try {
      await drain(platform, watched);
      const readings = takeReadings();
      expect(readings.length).toBeGreaterThan(5);
      expect(readings.filter(({ rows }) => rows > 150)).toEqual([]);
      expect(received()).toHaveLength(1);

      api.clock.advance({ minutes: 100 });
      await drain(platform, watched);
      const busy = takeReadings();
      expect(received()).toHaveLength(101);
      expect(busy.filter(({ rows }) => rows > 150)).toEqual([]);
    } finally {
      await Promise.all([platform.close(), watched.end({ timeout: 1 })]);
      await wire.stop();
    }
  });
});
