-- A sum of those that are kept: what was added to it, in one row or in many.
create or replace function tally(p_tenant_id int, p_kind text, p_about text, p_currency text)
returns bigint language sql stable as $$
  select coalesce(sum(amount), 0)::bigint from tallies
  where tenant_id = p_tenant_id and kind = p_kind and about = p_about and currency = p_currency
$$;

-- Makes one row of all that was added to a sum, for the sums of up to p_limit new rows. A sum that is nothing any more has none.
-- One caller at a time per tenant; whoever reads or adds meanwhile waits for nobody. Answers how many rows were new.
create or replace function tallies_fold(p_tenant_id int, p_limit int)
returns int language plpgsql
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  folded int;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  if not pg_try_advisory_xact_lock(hashtextextended('bursar.tallies', p_tenant_id)) then
    return 0;
  end if;
  with sums as materialized (
    select distinct kind, about, currency
    from (select kind, about, currency from tallies where tenant_id = p_tenant_id and not is_folded limit p_limit) n
  ), gone as (
    delete from tallies where tenant_id = p_tenant_id and (kind, about, currency, id) in (
      select s.kind, s.about, s.currency, t.id
      from sums s
      cross join lateral (
        select id from tallies
        where tenant_id = p_tenant_id and kind = s.kind and about = s.about and currency = s.currency offset 0) t)
    returning *
  ), made as (
    insert into tallies (tenant_id, kind, about, currency, amount, count, is_folded)
    select p_tenant_id, kind, about, currency, sum(amount), sum(count), true
    from gone
    group by kind, about, currency having sum(amount) <> 0 or sum(count) <> 0
  )
  select count(*) filter (where not is_folded) into folded from gone;
  return folded;
end $$;
