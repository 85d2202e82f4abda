import type postgres from "postgres";

/** A digest of each table's rows, of one tenant or of all: what must be the same before and after is compared by it. */
export async function contentsOf(superuser: postgres.Sql, tenantId?: number): Promise<Record<string, string>> {
  const tables = await superuser<{ name: string; key: string }[]>`
    select c.relname as name, min(a.attname) as key
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = case c.relname when 'tenants' then 'id' else 'tenant_id' end
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    group by c.relname order by c.relname`;
  const digests = tables.map(async ({ name, key }) => {
    const [row] = await superuser<{ digest: string }[]>`
      select count(*) || ' rows, ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest
      from ${superuser(name)} t ${tenantId === undefined ? superuser`` : superuser`where ${superuser(key)} = ${tenantId}`}`;
    return [name, row?.digest ?? ""];
  });
  return Object.fromEntries(await Promise.all(digests));
}
