import type { TestApi } from "../api.ts";

/** How many rows each table has. What a request left behind, anywhere, shows here. */
export async function rowCounts({ database }: TestApi): Promise<Record<string, number>> {
  const tables = await database.superuser<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`;
  const counts = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await database.superuser<{ rows: number }[]>`
        select count(*)::int as rows from ${database.superuser(name)}`;
      return [name, row?.rows ?? 0] as const;
    }),
  );
  return Object.fromEntries(counts);
}

/** The contents of every table, to the last column. */
export async function allRows({ database }: TestApi): Promise<Record<string, unknown[]>> {
  const tables = Object.keys(await rowCounts({ database } as TestApi));
  const contents = await Promise.all(
    tables.map(async (name) => {
      const rows = await database.superuser<{ row: unknown }[]>`
        select to_jsonb(t) as row from ${database.superuser(name)} t order by 1`;
      return [name, rows.map(({ row }) => row)] as const;
    }),
  );
  return Object.fromEntries(contents);
}
