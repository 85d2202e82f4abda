import { beforeAll, describe, expect, it } from "vitest";
import { type TestTenant, useApi } from "../../test/api.ts";
import { furnish } from "../../test/samples.ts";
import { asTenant, connect } from "./database.ts";

const api = useApi();
let academy: TestTenant;

beforeAll(async () => {
  academy = await api.createTenant();
  await furnish(academy);
  await furnish(await api.createTenant());
});

// What belongs to no tenant: which there are, and what was applied to the schema.
const withoutTenant = ["applied_functions", "applied_migrations", "tenants"];
// Beside the tenant's own policy: how a request finds its tenant, by the one row that it can name exactly.
const morePolicies = {
  keys: ["presented: (hash = decode(NULLIF(current_setting('bursar.key_hash'::text, true), ''::text), 'hex'::text))"],
  // Workers look for work at all tenants at once: at which columns, the test of the operator's role says.
  webhook_endpoints: ["operator: true"],
  token_secrets: ["presented: (id = (NULLIF(current_setting('bursar.token_secret_id'::text, true), ''::text))::uuid)"],
  livekit_settings: [
    "presented: (tenant_public_id = (NULLIF(current_setting('bursar.livekit_tenant'::text, true), ''::text))::uuid)",
  ],
} as Record<string, string[]>;
const ownTenant = "(tenant_id = (NULLIF(current_setting('bursar.tenant_id'::text, true), ''::text))::integer)";

interface Table {
  name: string;
  enabled: boolean;
  forced: boolean;
  policies: { name: string; command: string; using: string; check: string | null }[];
  primary_key: string[];
  unique_indexes: string[][];
  foreign_keys: { from: string[]; to: string[] }[];
}

async function tables(): Promise<Table[]> {
  return api.database.superuser<Table[]>`
    with columns as (select attrelid, attnum, attname from pg_attribute)
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      (select coalesce(jsonb_agg(jsonb_build_object('name', policyname, 'command', cmd, 'using', qual, 'check', with_check)), '[]')
        from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname) as policies,
      (select jsonb_agg(a.attname order by k.place) from pg_index i, unnest(i.indkey) with ordinality k(number, place), columns a
        where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.number) as primary_key,
      (select coalesce(jsonb_agg((select jsonb_agg(a.attname) from columns a where a.attrelid = c.oid and a.attnum = any (i.indkey))), '[]')
        from pg_index i where i.indrelid = c.oid and i.indisunique) as unique_indexes,
      (select coalesce(jsonb_agg(jsonb_build_object(
          'from', (select jsonb_agg(attname) from columns where attrelid = f.conrelid and attnum = any (f.conkey)),
          'to', (select jsonb_agg(attname) from columns where attrelid = f.confrelid and attnum = any (f.confkey)))), '[]')
        from pg_constraint f where f.conrelid = c.oid and f.contype = 'f') as foreign_keys
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname`;
}

describe("every table", () => {
  it("belongs to a tenant, but for the few that are listed here", async () => {
    const all = await tables();
    expect(all.length).toBeGreaterThan(15);
    const open = all.filter((table) => !table.unique_indexes.every((columns) => columns.includes("tenant_id")));
    expect(open.map(({ name }) => name)).toEqual(withoutTenant);
  });

  it("forces row-level security, by the plain policy on its tenant", async () => {
    for (const { name, enabled, forced, policies } of await tables()) {
      if (name === "applied_migrations") continue;
      expect([name, enabled, forced]).toEqual([name, true, true]);
      if (withoutTenant.includes(name)) continue;
      const [own, ...others] = policies.toSorted((a) => (a.name === "tenant" ? -1 : 1));
      expect([name, own]).toEqual([name, { name: "tenant", command: "ALL", using: ownTenant, check: ownTenant }]);
      expect(others.map((other) => `${other.name}: ${other.using}`)).toEqual(morePolicies[name] ?? []);
      const writing = others.filter(({ command }) => command !== "SELECT").map((other) => `${name}: ${other.name}`);
      expect(writing).toEqual(name === "webhook_endpoints" ? ["webhook_endpoints: operator"] : []);
    }
  });

  it("begins its primary key with the tenant, and has it in every unique index and foreign key", async () => {
    for (const table of (await tables()).filter(({ name }) => !withoutTenant.includes(name))) {
      expect([table.name, table.primary_key[0]]).toEqual([table.name, "tenant_id"]);
      for (const columns of table.unique_indexes)
        expect([table.name, columns]).toEqual([table.name, expect.arrayContaining(["tenant_id"])]);
      for (const { from, to } of table.foreign_keys) {
        expect([table.name, from, to]).toEqual([
          table.name,
          expect.arrayContaining(["tenant_id"]),
          expect.arrayContaining(["tenant_id"]),
        ]);
      }
    }
  });
});

describe("the app's role", () => {
  it("owns nothing, can't pass row-level security, and can't become anyone else", async () => {
    const [role] = await api.platform.sql`
      select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin, current_user as name,
        (select count(*) from pg_class where relowner = r.oid) as owns,
        (select count(*) from pg_auth_members where member = r.oid) as member_of
      from pg_roles r where rolname = current_user`;
    expect(role).toEqual({
      ...{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, rolcanlogin: false },
      ...{ name: "bursar_app", owns: 0, member_of: 0 },
    });
  });

  it("can't change or delete what is written for ever", async () => {
    const forEver = [
      "transactions",
      "entries",
      "reversals",
      "settlements",
      "audit_records",
      "seals",
      "attendance_events",
    ];
    const { sql } = api.platform;
    for (const table of forEver) {
      for (const statement of [
        `update ${table} set tenant_id = tenant_id`,
        `delete from ${table}`,
        `truncate ${table}`,
      ]) {
        const attempt = asTenant(sql, academy.tenant.id, (tx) => tx.unsafe(statement));
        await expect(attempt, statement).rejects.toMatchObject({ code: "42501" });
      }
    }
  });

  it("can't turn row-level security off, nor make tables of its own", async () => {
    const { sql } = api.platform;
    for (const statement of [
      "alter table users disable row level security",
      "alter table users no force row level security",
      "drop policy tenant on users",
      "create table loot as select * from users",
      "create policy mine on users using (true)",
    ]) {
      await expect(sql.unsafe(statement), statement).rejects.toMatchObject({ code: "42501" });
    }
    await expect(sql.unsafe("set row_security = off; select * from users")).rejects.toMatchObject({ code: "42501" });
  });
});

/** How many rows of each table are seen. */
async function seen(query: (table: string) => PromiseLike<{ rows: number }[]>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name } of await tables()) {
    if (name.startsWith("applied_")) continue;
    const [row] = await query(name);
    if (row && row.rows > 0) counts[name] = row.rows;
  }
  return counts;
}

describe("a query", () => {
  it("that names no tenant sees nothing, in any table", async () => {
    const { sql } = api.platform;
    expect(await seen((table) => sql<{ rows: number }[]>`select count(*) as rows from ${sql(table)}`)).toEqual({});
  });

  it("sees nothing on a connection that served a tenant before, whatever is left of its setting", async () => {
    const pool = connect(api.database.url, { connectionsMax: 1 });
    const look = () => seen((table) => pool<{ rows: number }[]>`select count(*) as rows from ${pool(table)}`);
    try {
      await asTenant(pool, academy.tenant.id, (tx) => tx`select from users`);
      await pool`select wallet_read(${academy.tenant.id}, now(), 'amina', null)`;
      const [left] = await pool`select current_setting('bursar.tenant_id', true) as setting`;
      expect(left?.["setting"]).toBe("");
      expect(await look()).toEqual({});
      await expect(asTenant(pool, academy.tenant.id, (tx) => tx`select 1 / 0`)).rejects.toMatchObject({
        code: "22012",
      });
      expect(await look()).toEqual({});
    } finally {
      await pool.end();
    }
  });

  it("sees its tenant's rows only, even without naming it in the query", async () => {
    const { sql, superuser } = { sql: api.platform.sql, superuser: api.database.superuser };
    const counts = await asTenant(sql, academy.tenant.id, (tx) =>
      seen((table) => tx<{ rows: number }[]>`select count(*) as rows from ${tx(table)}`),
    );
    const [users] = await superuser`select count(*)::int as rows from users where tenant_id = ${academy.tenant.id}`;
    expect(counts["users"]).toBe(users?.["rows"]);
    expect(counts["tenants"]).toBe(1);
  });

  it("can't write rows of another tenant", async () => {
    const foreign = academy.tenant.id + 1;
    const attempt = asTenant(
      api.platform.sql,
      academy.tenant.id,
      (tx) => tx`insert into users (tenant_id, id, created_at, updated_at) values (${foreign}, 'spy', now(), now())`,
    );
    await expect(attempt).rejects.toMatchObject({ code: "42501" });
    const update = await asTenant(
      api.platform.sql,
      academy.tenant.id,
      (tx) => tx`update users set name = 'x' where tenant_id = ${foreign}`,
    );
    expect(update.count).toBe(0);
  });

  it("finds a key or secret by naming exactly that one", async () => {
    const [{ hash } = { hash: Buffer.of() }] = await api.database.superuser<
      { hash: Buffer }[]
    >`select hash from keys limit 1`;
    const found = await api.platform.sql.begin(async (tx) => {
      await tx`select set_config('bursar.key_hash', ${hash.toString("hex")}, true)`;
      return tx`select hash from keys`;
    });
    expect(found.map((row) => row["hash"].toString("hex"))).toEqual([hash.toString("hex")]);
  });
});

describe("the operator's role", () => {
  it("sees which tenants there are, and nothing of theirs but where webhooks wait to be sent", async () => {
    expect((await api.operator`select id from tenants`).length).toBe(2);
    const mayRead = ["tenant_id", "id", "enabled", "due_at", "free_at", "leased_by"];
    const mayChange = ["due_at", "free_at", "leased_by"];
    const columns = await api.database.superuser<
      { name: string; reads: boolean; changes: boolean; inserts: boolean }[]
    >`
      select column_name as name, has_column_privilege('bursar_operator', 'webhook_endpoints', column_name, 'select') as reads,
        has_column_privilege('bursar_operator', 'webhook_endpoints', column_name, 'update') as changes,
        has_column_privilege('bursar_operator', 'webhook_endpoints', column_name, 'insert') as inserts
      from information_schema.columns where table_schema = 'public' and table_name = 'webhook_endpoints'`;
    const namesOf = (some: typeof columns | { name: string }[]) => some.map(({ name }) => name).sort();
    expect(namesOf(columns.filter(({ reads }) => reads))).toEqual(mayRead.sort());
    expect(namesOf(columns.filter(({ changes }) => changes))).toEqual(mayChange.sort());
    expect(namesOf(columns.filter(({ inserts }) => inserts))).toEqual([]);
    await expect(api.operator`delete from webhook_endpoints`).rejects.toMatchObject({ code: "42501" });
    for (const { name } of (await tables()).filter(({ name }) => !["tenants", "webhook_endpoints"].includes(name))) {
      await expect(api.operator`select from ${api.operator(name)}`, name).rejects.toMatchObject({ code: "42501" });
    }
  });
});
