import { createHash } from "node:crypto";
import { glob, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { runner } from "node-pg-migrate";
import pg from "pg";

const packageRoot = join(import.meta.dirname, "../..");

export interface Migrated {
  /** Names of the migrations that were run. */
  migrations: string[];
  /** Files of the SQL functions that were applied again. */
  functions: string[];
}

/**
 * Brings a database to the present schema: numbered migrations once each, then the functions beside each capability
 * wherever their text has changed. Safe to run from several processes at once.
 */
export async function migrate(databaseUrl: string): Promise<Migrated> {
  const migrations = await runner({
    databaseUrl,
    dir: join(packageRoot, "migrations"),
    migrationsTable: "applied_migrations",
    direction: "up",
    // Of several deployments at once, one migrates and the others find it done.
    advisoryLockMode: "wait",
    logger: { debug: noop, info: noop, warn: noop, error: noop },
  });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("begin");
    // Two deployments at once must not define the same function at the same time.
    await client.query("select pg_advisory_xact_lock(hashtext('bursar.functions'))");
    const functions = await applyFunctions(client);
    await informPlanner(client);
    await client.query("commit");
    return { migrations: migrations.map(({ name }) => name), functions };
  } finally {
    await client.end();
  }
}

function noop(): void {}

/**
 * Of a table that was never analysed, the planner believes that a tenant has about one row in it. It then finds a record by
 * the tenant alone as cheaply as by its key, through whichever index, and keeps that plan while the table grows. Until there
 * are real statistics it is told the opposite: that all rows may be of one tenant. And that a status is one of four: of an
 * expected handful it would gather and sort all, instead of reading a page of them in order. One that was analysed while it
 * was empty is taken for one that never was: what is known of it is that it has no rows, which is what makes such plans.
 */
async function informPlanner(client: pg.Client): Promise<void> {
  await client.query(`
    select pg_clear_relation_stats('public', relname::text) from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples = 0`);
  await client.query(`
    select pg_restore_attribute_stats('schemaname', 'public', 'relname', c.relname::text, 'attname', a.attname::text,
      'inherited', false, 'version', 180000, 'null_frac', 0::real, 'avg_width', 4,
      'n_distinct', case a.attname when 'status' then 4::real else 1::real end)
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname in ('tenant_id', 'status')
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.reltuples < 0`);
}

async function applyFunctions(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ file: string; hash: string }>("select file, hash from applied_functions");
  const applied = new Map(rows.map((row) => [row.file, row.hash]));
  const changed: string[] = [];
  for (const path of await functionFiles()) {
    const text = await readFile(path, "utf8");
    const file = relative(packageRoot, path);
    const hash = createHash("sha256").update(text).digest("hex");
    if (applied.get(file) === hash) continue;
    await client.query(text);
    await client.query(
      "insert into applied_functions (file, hash) values ($1, $2) on conflict (file) do update set hash = excluded.hash",
      [file, hash],
    );
    changed.push(file);
  }
  return changed;
}

async function functionFiles(): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of glob(join(packageRoot, "src/**/*.sql"))) paths.push(path);
  // The platform's come first: SQL functions name them, and PostgreSQL looks them up when it creates the function.
  return paths.sort(
    (a, b) => Number(b.includes("/platform/")) - Number(a.includes("/platform/")) || a.localeCompare(b),
  );
}
