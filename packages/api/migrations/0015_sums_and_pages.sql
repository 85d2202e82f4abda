-- Up Migration

-- Sums that are asked for whole, as what was added to them: whatever changes what is summed adds a row in its own transaction,
-- and a job makes one row of many. A sum is exact at each moment, is read in a few rows, and nobody who adds to it waits for
-- another.
create table tallies (
  tenant_id int not null,
  kind text not null check (kind in ('held_for_payee', 'held_since', 'payouts_under_way', 'payouts_paid')),
  -- The payee; of held_since the day (UTC) of the purchase.
  about text not null,
  currency text not null,
  id uuid not null default uuidv7(),
  amount bigint not null,
  -- How many holds or payouts that is.
  count int not null,
  is_folded boolean not null default false,
  primary key (tenant_id, kind, about, currency, id),
  constraint tallies_say_something check (amount <> 0 or count <> 0)
);
create index tallies_to_fold on tallies (tenant_id, kind, about, currency) where not is_folded;
call protect_by_tenant('tallies', 'select, insert, delete');

-- What is held, by payee and by the day since when. In arrays, since an insert has no rows that were there before.
create function tally_holds(p_added holds[], p_removed holds[]) returns void language sql as $$
  insert into tallies (tenant_id, kind, about, currency, amount, count)
  select h.tenant_id, k.kind, k.about, h.currency, sum(h.sign * (h.amount - h.released - h.refunded)), sum(h.sign)
  from (
    select 1 as sign, a.* from unnest(p_added) a where a.status = 'held'
    union all
    select -1, r.* from unnest(p_removed) r where r.status = 'held') h
  cross join lateral (values
    ('held_for_payee', h.payee_id), ('held_since', to_char(h.created_at at time zone 'UTC', 'YYYY-MM-DD'))) k(kind, about)
  group by h.tenant_id, k.kind, k.about, h.currency
  having sum(h.sign * (h.amount - h.released - h.refunded)) <> 0 or sum(h.sign) <> 0
$$;
create function tally_changed_holds() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform tally_holds(array(select row(a.*)::holds from added a), '{}');
  elsif tg_op = 'UPDATE' then
    perform tally_holds(array(select row(a.*)::holds from added a), array(select row(r.*)::holds from removed r));
  else
    perform tally_holds('{}', array(select row(r.*)::holds from removed r));
  end if;
  return null;
end $$;
create trigger tally_new_holds after insert on holds
  referencing new table as added for each statement execute function tally_changed_holds();
create trigger tally_changed_holds after update on holds
  referencing new table as added old table as removed for each statement execute function tally_changed_holds();
create trigger tally_lost_holds after delete on holds
  referencing old table as removed for each statement execute function tally_changed_holds();

-- What is on its way to a payee, and what was paid.
create function tally_payouts(p_added payouts[], p_removed payouts[]) returns void language sql as $$
  insert into tallies (tenant_id, kind, about, currency, amount, count)
  select p.tenant_id, p.kind, p.user_id, p.currency, sum(p.sign * p.amount), sum(p.sign)
  from (
    select *, case when status in ('requested', 'approved') then 'payouts_under_way' when status = 'paid' then 'payouts_paid' end as kind
    from (select 1 as sign, a.* from unnest(p_added) a union all select -1, r.* from unnest(p_removed) r) c) p
  where p.kind is not null
  group by p.tenant_id, p.kind, p.user_id, p.currency
  having sum(p.sign * p.amount) <> 0 or sum(p.sign) <> 0
$$;
create function tally_changed_payouts() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform tally_payouts(array(select row(a.*)::payouts from added a), '{}');
  elsif tg_op = 'UPDATE' then
    perform tally_payouts(array(select row(a.*)::payouts from added a), array(select row(r.*)::payouts from removed r));
  else
    perform tally_payouts('{}', array(select row(r.*)::payouts from removed r));
  end if;
  return null;
end $$;
create trigger tally_new_payouts after insert on payouts
  referencing new table as added for each statement execute function tally_changed_payouts();
create trigger tally_changed_payouts after update on payouts
  referencing new table as added old table as removed for each statement execute function tally_changed_payouts();
create trigger tally_lost_payouts after delete on payouts
  referencing old table as removed for each statement execute function tally_changed_payouts();

-- Tenant by tenant: whoever migrates may be bound by the policies, too. From here on the triggers see all that changes.
do $$
declare
  tenant int;
begin
  for tenant in select id from tenants loop
    perform set_config('bursar.tenant_id', tenant::text, true);
    perform tally_holds(array_agg(h), '{}') from holds h where tenant_id = tenant and status = 'held' group by payee_id;
    perform tally_payouts(array_agg(p), '{}') from payouts p where tenant_id = tenant group by user_id;
  end loop;
  perform set_config('bursar.tenant_id', '', true);
end $$;

-- With their amounts, so that what has not matured is added up in the index alone.
create index earnings_by_maturity on earnings (tenant_id, user_id, currency, available_at) include (amount);
drop index earnings_to_mature;

-- Those in one state, of a payee or an offering, newest first, however rare it is.
create index holds_of_payee_by_status on holds (tenant_id, payee_id, status, id);
create index holds_of_offering_by_status on holds (tenant_id, offering_id, status, id);
drop index held_for_payee;

-- Who is enrolled, in the order of a list that has one line for each user.
create index enrollments_of_offering_by_user on enrollments (tenant_id, offering_id, user_id);
