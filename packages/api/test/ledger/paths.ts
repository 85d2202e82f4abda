import type { TestApi } from "../api.ts";

interface Paths {
  restore(): Promise<void>;
}

const replacement = (body: string) => `
  alter function ledger_post_plain rename to ledger_post_plain_itself;
  create function ledger_post_plain(p_tenant_id int, p_now timestamptz, p_postings jsonb, p_wallets bigint[], p_special bigint[], p_sides jsonb)
  returns jsonb[] language plpgsql as $$ ${body} $$`;

const restoration = `
  drop function ledger_post_plain;
  alter function ledger_post_plain_itself rename to ledger_post_plain`;

interface Counted extends Paths {
  /** Postings that were posted all at once, and postings that were taken one by one. */
  count(): Promise<{ together: number; oneByOne: number }>;
}

/** Counts which of its two ways through the ledger each posting takes. */
export async function countPaths({ database: { superuser } }: TestApi): Promise<Counted> {
  await superuser.unsafe(`
    create unlogged table path_counts (together int, one_by_one int);
    grant insert on path_counts to bursar_app;
    ${replacement(`
    declare
      outcomes jsonb[] := ledger_post_plain_itself(p_tenant_id, p_now, p_postings, p_wallets, p_special, p_sides);
    begin
      insert into path_counts select count(o), count(*) - count(o) from unnest(outcomes) o;
      return outcomes;
    end`)}`);
  return {
    async count() {
      const [counts] = await superuser<{ together: number; oneByOne: number }[]>`
        select coalesce(sum(together), 0)::int as together, coalesce(sum(one_by_one), 0)::int as "oneByOne"
        from path_counts`;
      return counts ?? { together: 0, oneByOne: 0 };
    },
    async restore() {
      await superuser.unsafe(`${restoration}; drop table path_counts`);
    },
  };
}

/** Closes the way of many at once: every posting is taken one by one. */
export async function takeOneByOne({ database: { superuser } }: TestApi): Promise<Paths> {
  await superuser.unsafe(
    replacement("begin return array_fill(null::jsonb, array[jsonb_array_length(p_postings)]); end"),
  );
  return {
    async restore() {
      await superuser.unsafe(restoration);
    },
  };
}
