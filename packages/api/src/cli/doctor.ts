import { connect } from "../platform/database.ts";
import { type Environment, readEnvironment } from "../platform/env.ts";
import { selectTenants } from "../tenants/index.ts";

export interface Finding {
  ok: boolean;
  what: string;
  advice?: string;
}

const versionMin = 18;

/** Looks at settings, database, roles and schema; each finding says what to do. */
export async function examine(variables: Record<string, string | undefined>): Promise<Finding[]> {
  let environment: Environment;
  try {
    environment = readEnvironment(variables);
  } catch (error) {
    return [{ ok: false, what: "settings", advice: (error as Error).message.replaceAll("\n", "\n     ") }];
  }
  const findings: Finding[] = [{ ok: true, what: "settings" }];
  const look = async (what: string, advice: string, isOk: () => Promise<boolean>) => {
    const ok = await isOk().catch((error: unknown) => {
      findings.push({ ok: false, what, advice: `${advice} (${error instanceof Error ? error.message : error})` });
      return null;
    });
    if (ok !== null) findings.push({ ok, what, advice });
    return ok === true;
  };

  const sql = connect(environment.DATABASE_URL, { connectionsMax: 1 });
  const operator = connect(environment.DATABASE_URL, { role: "bursar_operator", connectionsMax: 1 });
  try {
    const isThere = await look(
      "database answers as bursar_app",
      "Check DATABASE_URL, then run `bursar migrate`.",
      async () => {
        await sql`select`;
        return true;
      },
    );
    if (!isThere) return findings;
    const isMigrated = await look("the schema is there", "Run `bursar migrate`.", async () => {
      const [row] = await sql<{ there: boolean }[]>`select to_regclass('public.tenants') is not null as there`;
      return row?.there ?? false;
    });
    await look(`PostgreSQL ${versionMin} or later`, "Use a newer server: ids are made with uuidv7().", async () => {
      const [row] = await sql<
        { version: number }[]
      >`select current_setting('server_version_num')::int / 10000 as version`;
      return (row?.version ?? 0) >= versionMin;
    });
    await look(
      "bursar_app neither owns tables nor passes row-level security",
      "Revoke what it was granted beyond the migrations.",
      async () => {
        const [row] = await sql<{ harmless: boolean }[]>`
        select not rolsuper and not rolbypassrls and not exists (select from pg_class where relowner = r.oid) as harmless
        from pg_roles r where rolname = current_user`;
        return row?.harmless ?? false;
      },
    );
    if (!isMigrated) return findings;
    await look(
      "every table forces row-level security",
      "Run `bursar migrate`; a table made by hand needs `call protect_by_tenant(…)`.",
      async () => {
        const open = await sql`
        select relname from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r' and not (relrowsecurity and relforcerowsecurity)
          and relname <> 'applied_migrations'`;
        return open.length === 0;
      },
    );
    await look("nothing is seen without a tenant", "Do not serve: row-level security is not in force.", async () => {
      const seen = await sql`select from users limit 1`;
      return seen.length === 0;
    });
    await look("the operator sees the tenants", "Grant bursar_operator to the user in DATABASE_URL.", async () => {
      await selectTenants(operator);
      return true;
    });
    return findings;
  } finally {
    await Promise.all([sql.end({ timeout: 2 }), operator.end({ timeout: 2 })]);
  }
}
