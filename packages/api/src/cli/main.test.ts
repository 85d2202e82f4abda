import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { runCommand, startProcess } from "../../test/processes.ts";
import { connect } from "../platform/database.ts";
import { newUuid } from "../platform/ids.ts";

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let database: TestDatabase;
let environment: Record<string, string>;
const empty: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  environment = { DATABASE_URL: database.url, BURSAR_ENCRYPTION_KEY: randomBytes(32).toString("base64url") };
});
afterAll(async () => {
  for (const name of empty) await database.superuser.unsafe(`drop database ${name} with (force)`);
  await database.drop();
});

const run = (command: string, env: Record<string, string> = {}) =>
  runCommand(command.match(/"[^"]*"|\S+/g)?.map((part) => part.replaceAll('"', "")) ?? [], { ...environment, ...env });

async function emptyDatabase(): Promise<{ DATABASE_URL: string }> {
  const name = `empty_${randomUUID().replaceAll("-", "")}`;
  await database.superuser.unsafe(`create database ${name}`);
  empty.push(name);
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  return { DATABASE_URL: url.href };
}

async function newTenant(): Promise<{ tenant: string; secretKey: string }> {
  const { stdout } = await run(`tenant create --name Academy --json`);
  return JSON.parse(stdout);
}

/** One clear line (or a few) for people, and nothing else. */
async function expectFailure(
  command: string,
  message: string | RegExp,
  env: Record<string, string> = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(command, env);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/ {4}at |node:internal|Error:/);
  expect(stderr.split("\n").length).toBeLessThan(6);
  return stderr;
}

describe.concurrent("every command", () => {
  const commands = [
    "",
    "migrate",
    "serve",
    "worker",
    "doctor",
    "tenant create",
    "key create",
    "key rotate",
    "token-secret rotate",
    "encryption-key rotate",
    "wallet unblock",
    "ledger verify",
  ];

  it("says what it does and takes, without needing settings", async () => {
    const answers = await Promise.all(
      commands.map((command) => runCommand([...command.split(" "), "--help"].filter(Boolean))),
    );
    for (const [index, { code, stdout, stderr }] of answers.entries()) {
      expect([commands[index], code, stderr]).toEqual([commands[index], 0, ""]);
      expect(stdout).toMatch(/^Usage: bursar/);
    }
  });

  it.each([
    ["nonsense", /unknown command 'nonsense'/],
    ["tenant create", /required option '--name <name>' not specified/],
    ["key create --name x", /required option '--tenant <id>' not specified/],
    [`tenant create --name "x\nten_y  live  Another"`, /--name x\nten_y {2}live {2}Another: must be one line of text/],
    ["tenant create --name x --origin https://a.example/path", /--origin https:\/\/a.example\/path: must be an origin/],
    ["key create --tenant ten_x --name x --scope everything", /--scope everything: /],
    ["key create --tenant ten_x --name x --kind publishable", /needs at least one --origin/],
    ["key create --tenant ten_x --name x", /There is no tenant ten_x; `bursar tenant list` shows them/],
    ["key revoke nonsense --tenant ten_x", /<key> nonsense: must be an id that begins with key_/],
    ["key rotate key_01jd3f6q8reg5tm2y0v9k4wxab --tenant ten_x --overlap soon", /--overlap soon: /],
    ["token-secret rotate", /required option '--tenant <id>' not specified/],
    ["token-secret rotate --tenant ten_x --overlap -1", /--overlap -1: /],
    ["wallet unblock --tenant ten_x amina UNIT", /required option '--reason <text>' not specified/],
    ["wallet unblock --tenant ten_x amina --reason x", /missing required argument 'currency'/],
    ["wallet unblock --tenant ten_x amina unit --reason x", /<currency> unit: must be an ISO 4217 code/],
    [
      "wallet unblock --tenant ten_x amina UNIT --reason x",
      /There is no tenant ten_x; `bursar tenant list` shows them/,
    ],
  ])("%s ends with one clear line", async (command, message) => {
    await expectFailure(command, message);
  });
});

describe.concurrent("a database that is not as it should be", () => {
  const elsewhere = (change: { port?: string; pathname?: string; password?: string }) => ({
    DATABASE_URL: Object.assign(new URL(database.url), change).href,
  });
  const cases: Record<string, [() => Promise<Record<string, string>> | Record<string, string>, RegExp]> = {
    "does not answer": [() => elsewhere({ port: "1" }), /does not answer \(ECONNREFUSED\)/],
    "does not exist": [() => elsewhere({ pathname: "/nowhere" }), /does not exist; create it first/],
    "refuses the password": [() => elsewhere({ password: "wrong" }), /refuses the user or password/],
    "is not migrated": [emptyDatabase, /not migrated yet; run `bursar migrate`/],
    "has no address": [() => ({ DATABASE_URL: "" }), /DATABASE_URL: must begin with postgres:\/\//],
    "is another product": [() => ({ DATABASE_URL: "mysql://x" }), /DATABASE_URL: must begin with postgres:\/\//],
  };

  it.each(Object.entries(cases))("%s: a command says so", async (_name, [make, message]) => {
    const env = await make();
    const told = await expectFailure("tenant list", message, env);
    expect(told).not.toContain(new URL(database.url).password);
  });
});

describe("migrate", () => {
  it("brings an empty database to the present schema, and does nothing the second time", {
    timeout: 30_000,
  }, async () => {
    const env = await emptyDatabase();
    const first = await run("migrate", env);
    expect([first.code, first.stderr]).toEqual([0, ""]);
    expect(first.stdout).toMatch(/^Applied 0001_platform.*, .*\.sql\.\n$/);
    const second = await run("migrate", env);
    expect(second).toMatchObject({ code: 0, stdout: "The schema is up to date.\n" });
    expect((await run("doctor", env)).code).toBe(0);
  });

  it("may be run by several deployments at the same moment", async () => {
    const env = await emptyDatabase();
    const answers = await Promise.all([run("migrate", env), run("migrate", env), run("migrate", env)]);
    expect(answers.map(({ code, stderr }) => [code, stderr])).toEqual(Array(3).fill([0, ""]));
    expect((await run("migrate", env)).stdout).toBe("The schema is up to date.\n");
  });

  it("applies a function again when its text has changed", async () => {
    await database.superuser`update applied_functions set hash = 'another' where file = 'src/users/user.sql'`;
    expect((await run("migrate")).stdout).toBe("Applied src/users/user.sql.\n");
  });
});

describe("doctor", () => {
  it("finds nothing wrong where nothing is", async () => {
    const { code, stdout } = await run("doctor");
    expect(code, stdout).toBe(0);
    expect(stdout.match(/^ok {3}/gm)?.length).toBeGreaterThanOrEqual(7);
  });

  it("finds what is wrong, says what to do, and fails", async () => {
    const unmigrated = await run("doctor", await emptyDatabase());
    expect(unmigrated.code).toBe(1);
    expect(unmigrated.stdout).toMatch(/FAIL .*\n {5}.*`bursar migrate`/);
    const unset = await run("doctor", { BURSAR_ENCRYPTION_KEY: "short" });
    expect([unset.code, unset.stdout]).toEqual([
      1,
      expect.stringContaining("BURSAR_ENCRYPTION_KEY: must be 32 random bytes"),
    ]);
    await database.superuser`alter table users no force row level security`;
    const open = await run("doctor");
    await database.superuser`alter table users force row level security`;
    expect([open.code, open.stdout]).toEqual([
      1,
      expect.stringContaining("FAIL every table forces row-level security"),
    ]);
  });
});

describe("tenants and keys", () => {
  it("are created with all that a site needs, for people or for programs", async () => {
    const created = await run(
      `tenant create --name "An Academy" --mode live --origin https://a.example https://*.b.example`,
    );
    expect(created.code).toBe(0);
    expect(created.stdout).toMatch(/tenant +ten_[0-9a-z]{26}\n/);
    expect(created.stdout).toMatch(/secretKey +sk_live_[\w-]{43}\n/);
    expect(created.stdout).toMatch(/publishableKey +pk_live_[\w-]{43}\n/);
    expect(created.stdout).toMatch(/tokenSecret +uts_[0-9a-z]{26}\.[\w-]{43}\n/);
    const list = await run("tenant list");
    expect(list.stdout).toMatch(/^ten_[0-9a-z]{26} {2}live {2}An Academy$/m);
    expect(JSON.parse((await run("tenant list --json")).stdout)).toContainEqual(
      expect.objectContaining({ name: "An Academy", mode: "live" }),
    );
  });

  it("are created, rotated and revoked one by one", async () => {
    const { tenant } = await newTenant();
    const created = JSON.parse(
      (await run(`key create --tenant ${tenant} --name reports --scope wallets:read --json`)).stdout,
    );
    expect(created).toMatchObject({
      name: "reports",
      scopes: ["wallets:read"],
      key: expect.stringMatching(/^sk_test_/),
    });
    const rotated = JSON.parse((await run(`key rotate ${created.id} --tenant ${tenant} --overlap 60 --json`)).stdout);
    expect(rotated).toMatchObject({ name: "reports", scopes: ["wallets:read"] });
    expect((await run(`key revoke ${rotated.id} --tenant ${tenant}`)).stdout).toBe(`${rotated.id} is revoked.\n`);
    await expectFailure(`key rotate ${rotated.id} --tenant ${tenant}`, /There is no such key \(key.not_found\)/);
    const records = await database.superuser`select actor from audit_records where action like 'key.%'`;
    expect(records.every((record) => record["actor"] === "operator")).toBe(true);
  });
});

describe("token-secret rotate", () => {
  const retirements = async (tenant: string) => {
    const rows = await database.superuser`
      select extract(epoch from retires_at - now())::float as seconds from token_secrets
      where tenant_id = (select id from tenants where typed_id('ten', public_id) = ${tenant}) order by id`;
    return rows.map((row) => row["seconds"]);
  };

  it("makes a secret that tokens can be signed with, and lets the earlier one work on for the overlap", async () => {
    const { tenant } = await newTenant();
    const { code, stdout } = await run(`token-secret rotate --tenant ${tenant} --overlap 600 --json`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      secret: expect.stringMatching(/^uts_[0-9a-z]{26}\.[\w-]{43}$/),
      createdAt: expect.any(String),
    });
    const [earlier, latest] = await retirements(tenant);
    expect(earlier).toBeGreaterThan(500);
    expect(earlier).toBeLessThanOrEqual(600);
    expect(latest).toBeNull();
  });

  it("ends the earlier one at once when told so, says that it shows the secret this once, and is in the audit log", async () => {
    const { tenant } = await newTenant();
    const { stdout } = await run(`token-secret rotate --tenant ${tenant} --overlap 0`);
    expect(stdout).toMatch(/^secret +uts_.+\ncreatedAt +.+\nThe secret is shown this once\./);
    expect((await retirements(tenant))[0]).toBeLessThanOrEqual(0);
    const records = await database.superuser`
      select actor from audit_records where action = 'token_secret.rotated'
        and tenant_id = (select id from tenants where typed_id('ten', public_id) = ${tenant})`;
    // The first one came with the tenant.
    expect(records.map((record) => record["actor"])).toEqual(["operator", "operator"]);
  });
});

describe("encryption-key rotate", () => {
  const keyOf = () => randomBytes(32).toString("base64url");

  it("encrypts the secrets of all tenants anew, once, and finds out when the previous key is needed no more", async () => {
    const [first, second] = [keyOf(), keyOf()];
    const env = { ...(await emptyDatabase()), BURSAR_ENCRYPTION_KEY: first };
    await run("migrate", env);
    for (const name of ["one", "two"]) await run(`tenant create --name ${name}`, env);
    const withNewKey = { ...env, BURSAR_ENCRYPTION_KEY: second };
    const rotate = (more = {}, json = "") => run(`encryption-key rotate ${json}`, { ...withNewKey, ...more });

    const tooEarly = await rotate();
    expect(tooEarly.code).toBe(1);
    expect(tooEarly.stdout).toMatch(/^0 secrets .*\n2 CAN'T BE READ:\n( {2}ten_\w{26} uts_\w{26}\n){2}/);
    expect(tooEarly.stdout).toContain("Set BURSAR_ENCRYPTION_KEY_PREVIOUS to the key they were encrypted with");

    const both = { BURSAR_ENCRYPTION_KEY_PREVIOUS: first };
    expect((await rotate(both)).stdout).toMatch(/^2 secrets encrypted with BURSAR_ENCRYPTION_KEY, 0 were already\.\n/);
    expect((await rotate(both)).stdout).toMatch(/^0 secrets encrypted with BURSAR_ENCRYPTION_KEY, 2 were already\.\n/);
    const done = await rotate({}, "--json");
    expect([done.code, JSON.parse(done.stdout)]).toEqual([0, { changed: 0, current: 2, unreadable: [] }]);
  });

  it("refuses a key that is none", async () => {
    const env = { BURSAR_ENCRYPTION_KEY_PREVIOUS: "short" };
    await expectFailure("encryption-key rotate", /BURSAR_ENCRYPTION_KEY_PREVIOUS: must be 32 random bytes/, env);
  });
});

describe("wallet unblock", () => {
  it("is refused as long as the proof fails for the wallet, and then done, and in the audit log", async () => {
    const { tenant } = await newTenant();
    const id = await giveCredit(tenant, "blocked");
    const wallet = () => database.superuser`
      select blocked_at is not null as blocked from accounts where tenant_id = ${id} and user_id = 'blocked'`;
    const unblock = `wallet unblock --tenant ${tenant} blocked UNIT --reason "restored the row"`;
    expect(await run(unblock)).toMatchObject({ code: 0, stdout: "The wallet was not blocked.\n" });

    await database.superuser`update accounts set balance = balance + 1 where tenant_id = ${id} and user_id = 'blocked'`;
    await run(`ledger verify --tenant ${tenant}`);
    const told = await expectFailure(unblock, /^The wallet stays blocked, since the proof fails for it/);
    expect(told).toContain("balance_equals_entries: balance 6, entries 5");
    expect(await wallet()).toEqual([{ blocked: true }]);

    await database.superuser`update accounts set balance = balance - 1 where tenant_id = ${id} and user_id = 'blocked'`;
    expect(await run(unblock)).toMatchObject({ code: 0, stdout: "The wallet is unblocked.\n" });
    expect(await wallet()).toEqual([{ blocked: false }]);
    const records = await database.superuser`
      select actor, object, before->>'blockedAt' is not null as before, after from audit_records
      where tenant_id = ${id} and action = 'wallet.unblocked'`;
    expect(records).toEqual([
      { actor: "operator", object: "wallet:blocked/UNIT", before: true, after: { reason: "restored the row" } },
    ]);
  });

  it("names what there is not", async () => {
    const { tenant } = await newTenant();
    await giveCredit(tenant, "known");
    const unblock = (wallet: string) => `wallet unblock --tenant ${tenant} ${wallet} --reason x`;
    await expectFailure(unblock("nobody UNIT"), /There is no such user \(user.not_found\)/);
    await expectFailure(unblock("known GOLD"), /The tenant has no such currency \(currency.not_found\)/);
  });
});

describe("ledger verify", () => {
  it("proves a sound ledger, and fails with what it found when a balance was tampered with", {
    timeout: 30_000,
  }, async () => {
    const { tenant } = await newTenant();
    await giveCredit(tenant, "amina");
    const sound = await run(`ledger verify --tenant ${tenant}`);
    expect([sound.code, sound.stdout]).toEqual([0, `${tenant}: sound, 1 transactions, 2 entries, 2 accounts\n`]);
    await database.superuser`update accounts set balance = balance + 1 where user_id = 'amina'`;
    const tampered = await run("ledger verify");
    expect(tampered.code).toBe(1);
    expect(tampered.stdout).toContain(`${tenant}: NOT SOUND`);
    expect(tampered.stdout).toMatch(/balance_equals_entries: wallet:amina\/UNIT: balance 6, entries 5/);
    const json = await run(`ledger verify --tenant ${tenant} --json`);
    expect([json.code, JSON.parse(json.stdout)[0]]).toEqual([1, expect.objectContaining({ tenant, sound: false })]);
  });
});

/** A user with 5 UNIT that expire in 2020. */
async function giveCredit(tenant: string, user: string): Promise<number> {
  const sql = connect(database.url);
  const all = await database.superuser<{ id: number; public_id: string }[]>`
    select id, typed_id('ten', public_id) as public_id from tenants`;
  const { id } = all.find((row) => row.public_id === tenant) as { id: number };
  const now = new Date("2020-01-01");
  const posting = {
    ...{
      id: newUuid({ now: () => now }),
      public_id: "txn_x",
      type: "grant",
      user_id: user,
      currency: "UNIT",
      amount: 5,
    },
    against: "issuance",
    ...{ funding: "promotional", refundable: false, actor: "operator", expires_at: "2020-01-02T00:00:00Z" },
  };
  await database.superuser`insert into currencies values (${id}, 'UNIT', 0, now())`;
  await sql`select ensure_user(${id}, ${now}, ${user}, null)`;
  await sql`select ledger_post(${id}, ${now}, ${sql.json([posting])})`;
  await sql.end();
  return id;
}

describe("worker", () => {
  it("does the jobs of every tenant, and ends when it is told to", async () => {
    const { tenant } = await newTenant();
    const id = await giveCredit(tenant, "expired");
    const worker = startProcess(["worker"], { ...environment, LOG_LEVEL: "debug" });
    const { jobs } = await worker.logged({ msg: "working" });
    expect(jobs).toContain("expire-credit");
    await database.superuser`select graphile_worker.add_job('expire-credit')`;
    await worker.logged({ msg: "job done", job: "expire-credit", tenant });
    const [row] = await database.superuser`
      select balance::int, (select count(*)::int from transactions where tenant_id = ${id} and type = 'expiry') as expiries
      from accounts where tenant_id = ${id} and user_id = 'expired'`;
    expect(row).toEqual({ balance: 0, expiries: 1 });
    expect(await worker.stop()).toBe(0);
    await worker.logged({ msg: "stopped" });
  });

  it("tells one tenant's trouble, and does the others' work all the same", async () => {
    const worker = startProcess(["worker"], { ...environment, LOG_LEVEL: "debug" });
    await worker.logged({ msg: "working" });
    const [first, second] = [await newTenant(), await newTenant()];
    await database.superuser.unsafe(`
      create or replace function refuse() returns trigger language plpgsql as $$ begin raise 'broken on purpose'; end $$;
      create trigger refuse before insert or update on events for each row when (new.user_id = 'troubled') execute function refuse()`);
    await database.superuser.unsafe("alter table events disable trigger refuse");
    await giveCredit(first.tenant, "troubled");
    await giveCredit(second.tenant, "content");
    await database.superuser.unsafe("alter table events enable trigger refuse");
    await database.superuser`select graphile_worker.add_job('expire-credit')`;
    const failure = await worker.logged({ msg: "job failed", tenant: first.tenant });
    expect(failure["error"]).toContain("broken on purpose");
    await worker.logged({ msg: "job done", job: "expire-credit", tenant: second.tenant });
    await database.superuser.unsafe("drop trigger refuse on events");
    expect(await worker.stop()).toBe(0);
  });
});
