import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { runner } from "node-pg-migrate";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { createApp } from "../app.ts";
import { contextOf } from "../cli/operator.ts";
import { createKey, selectTenants } from "../tenants/index.ts";
import { connect } from "./database.ts";
import { readEnvironment } from "./env.ts";
import { migrate } from "./migrate.ts";
import { createPlatform, type Platform } from "./platform.ts";

let database: TestDatabase;
let name: string;
let url: string;
let platform: Platform;

beforeAll(async () => {
  database = await createTestDatabase();
  name = `upgraded_${randomUUID().replaceAll("-", "")}`;
  await database.superuser.unsafe(`create database ${name}`);
  url = Object.assign(new URL(database.url), { pathname: `/${name}` }).href;
});
afterAll(async () => {
  await platform?.close();
  await database.superuser.unsafe(`drop database ${name} with (force)`);
  await database.drop();
});

/** The schema as it was when it held money for the first time. */
const migrateToFirstRelease = () =>
  runner({
    databaseUrl: url,
    dir: join(import.meta.dirname, "../../migrations"),
    migrationsTable: "applied_migrations",
    direction: "up",
    count: 3,
    log: () => {},
  });

/** One of each: amina has paid 50 of 100 UNIT for a course. As the columns were then. */
async function fill(): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(`
    insert into tenants (public_id, name, mode, settings, created_at, updated_at)
    values (gen_random_uuid(), 'Old', 'live', '{"waitlist": {"offerHours": 2}}', now(), now());
    insert into currencies (tenant_id, code, digits, created_at) values (1, 'UNIT', 0, now());
    insert into users (tenant_id, id, created_at, updated_at) values (1, 'amina', now(), now());
    insert into accounts (tenant_id, kind, currency, user_id, balance, version) values
      (1, 'wallet', 'UNIT', 'amina', 50, 2), (1, 'clearing', 'UNIT', null, null, null), (1, 'revenue', 'UNIT', null, null, null);
    insert into lots (tenant_id, account_id, funding, refundable, balance, created_at) values (1, 1, 'paid', true, 50, now());
    insert into transactions (tenant_id, id, type, actor, reference, created_at) values
      (1, '019a9f00-0000-7000-8000-000000000001', 'top_up', 'operator', null, '2025-11-20T08:00:00Z'),
      (1, '019a9f00-0000-7000-8000-000000000002', 'spend', 'user:amina', 'course', '2025-11-20T08:00:00Z');
    insert into entries (tenant_id, transaction_id, line, account_id, version, amount, balance_after, lot_id) values
      (1, '019a9f00-0000-7000-8000-000000000001', 1, 1, 1, 100, 100, 1),
      (1, '019a9f00-0000-7000-8000-000000000001', 0, 2, null, -100, null, null),
      (1, '019a9f00-0000-7000-8000-000000000002', 1, 1, 2, -50, 50, 1),
      (1, '019a9f00-0000-7000-8000-000000000002', 0, 3, null, 50, null, null);
    insert into events (tenant_id, id, type, user_id, data, created_at)
    values (1, gen_random_uuid(), 'user.created', 'amina', '{}', now());
    insert into offerings (tenant_id, id, kind, title, available, created_at, updated_at)
    values (1, 'course', 'course', 'Course', true, now(), now()), (1, 'next', 'course', 'Next', true, now(), now());
    insert into prices (tenant_id, offering_id, currency, version, amount, created_at)
    values (1, 'next', 'UNIT', 1, 50, now());
    insert into enrollments (tenant_id, id, user_id, offering_id, status, created_at)
    values (1, '019a9f00-0000-7000-8000-000000000003', 'amina', 'course', 'active', now());
    insert into entitlements (tenant_id, id, enrollment_id, user_id, offering_id, source, transaction_id, starts_at)
    values (1, gen_random_uuid(), '019a9f00-0000-7000-8000-000000000003', 'amina', 'course', 'wallet',
      '019a9f00-0000-7000-8000-000000000002', now());`);
  await sql.end();
}

/** Asks the API of today on the database of then. */
async function servedUpgraded(): Promise<(method: string, path: string, body?: object) => Promise<unknown>> {
  const encryptionKey = randomBytes(32).toString("base64url");
  platform = createPlatform(
    readEnvironment({ DATABASE_URL: url, BURSAR_ENCRYPTION_KEY: encryptionKey, LOG_LEVEL: "silent" }),
  );
  const operator = connect(url, { role: "bursar_operator", connectionsMax: 1 });
  const [tenant] = await selectTenants(operator);
  await operator.end();
  if (!tenant) return expect.fail("the tenant is gone");
  const { key } = await createKey(contextOf(platform, tenant), { kind: "secret", name: "server", scopes: [] });
  const { http } = createApp(platform);
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": path };
    const answer = await http.request(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return answer.json();
  };
}

describe("a database of the first release", () => {
  it("is brought to the present with all that it holds: the ledger is sound, and the next course can be bought", async () => {
    await migrateToFirstRelease();
    await fill();
    expect((await migrate(url)).migrations.length).toBeGreaterThan(0);
    const ask = await servedUpgraded();
    expect(await ask("GET", "/v1/users/amina/wallets/UNIT/transactions")).toMatchObject({
      data: [
        { type: "spend", amount: -50, balanceAfter: 50, reference: "course" },
        { type: "top_up", amount: 100, balanceAfter: 100 },
      ],
    });
    expect(await ask("GET", "/v1/users/amina/access/course")).toMatchObject({ allowed: true, source: "wallet" });
    expect(await ask("POST", "/v1/users/amina/enrollments", { offering: "next" })).toMatchObject({
      status: "active",
      balance: { balance: 0 },
    });
    expect(await ask("GET", "/v1/tenant")).toMatchObject({ settings: { waitlist: { open: true, offerHours: 2 } } });
    expect(await ask("GET", "/v1/events")).toMatchObject({ data: [{ type: "user.created" }, {}, {}] });
    expect(await ask("POST", "/v1/ledger/verify")).toMatchObject({ sound: true, findings: [], transactions: 3 });
  });
});
