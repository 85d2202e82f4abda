import type { TestApi } from "../api.ts";

interface Paths {
  /** Postings that were posted all at once, and postings that were taken one by one. */
  stop(): Promise<{ together: number; oneByOne: number }>;
}

/** Counts which of its two ways through the ledger each posting takes, until it is stopped. */
export async function countPaths({ database: { superuser } }: TestApi): Promise<Paths> {
  await superuser.unsafe(`
    create unlogged table path_counts (together int, one_by_one int);
    grant insert on path_counts to bursar_app;
    alter function ledger_post_plain rename to ledger_post_plain_uncounted;
    create function ledger_post_plain(p_tenant_id int, p_now timestamptz, p_postings jsonb, p_special bigint[])
    returns jsonb[] language plpgsql as $$
    declare
      outcomes jsonb[] := ledger_post_plain_uncounted(p_tenant_id, p_now, p_postings, p_special);
    begin
      insert into path_counts
      select count(o), count(*) - count(o) from unnest(outcomes) o;
      return outcomes;
    end $$`);
  return {
    async stop() {
      const [counts] = await superuser<{ together: number; oneByOne: number }[]>`
        select sum(together)::int as together, sum(one_by_one)::int as "oneByOne" from path_counts`;
      await superuser.unsafe(`
        drop function ledger_post_plain;
        alter function ledger_post_plain_uncounted rename to ledger_post_plain;
        drop table path_counts`);
      return counts ?? { together: 0, oneByOne: 0 };
    },
  };
}
