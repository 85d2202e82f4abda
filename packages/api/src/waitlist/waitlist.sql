-- How many stand in the line of an offering before this number. Whose window has passed does not, whether or not a job has noticed.
create or replace function waitlist_before(p_tenant_id int, p_now timestamptz, p_offering_id text, p_number int)
returns int language sql stable
set enable_seqscan = off set enable_bitmapscan = off
as $$
  select count(*)::int from waitlist_entries
  where tenant_id = p_tenant_id and offering_id = p_offering_id and status in ('waiting', 'offered') and number < p_number
    and (expires_at is null or expires_at > p_now)
$$;

-- The user's place in that line, with or without an offer. One row or none.
create or replace function waitlist_entry(p_tenant_id int, p_now timestamptz, p_offering_id text, p_user_id text)
returns setof waitlist_entries language sql stable rows 1 as $$
  select * from waitlist_entries
  where tenant_id = p_tenant_id and offering_id = p_offering_id and user_id = p_user_id and status in ('waiting', 'offered')
    and (expires_at is null or expires_at > p_now)
  limit 1
$$;

-- How many places are left for this user: what is free is promised to the line, in its order. An offer is as good as a
-- place: lowering the capacity takes it from nobody. Null without a limit.
create or replace function waitlist_places_left(p_tenant_id int, p_now timestamptz, p_offering offerings, p_user_id text)
returns int language sql stable as $$
  select case when p_offering.capacity is not null then
    case when w.status = 'offered' then greatest(f.places, 1) else f.places end end
  from (select) nothing
  left join waitlist_entry(p_tenant_id, p_now, p_offering.id, p_user_id) w on p_offering.has_line
  cross join lateral (
    select p_offering.capacity - offering_places_taken(p_tenant_id, p_now, p_offering.id) - case when p_offering.has_line
      then waitlist_before(p_tenant_id, p_now, p_offering.id, coalesce(w.number, 2147483647)) else 0 end as places) f
$$;

-- The same for all items of an enroll call, each in its place: {"left", "entry", "offer": {"currencies", "currency", "amount"}};
-- null where there is neither a limit nor a line. Whoever asks holds the locks of the places.
create or replace function waitlist_places(p_tenant_id int, p_now timestamptz, p_items jsonb, p_limited text[])
returns jsonb language plpgsql as $$
begin
  return (
    with offering as materialized (
      -- Counted once for all who want one.
      select o.id, o.has_line, o.capacity - offering_places_taken(p_tenant_id, p_now, o.id) as free,
        case when o.has_line then waitlist_before(p_tenant_id, p_now, o.id, 2147483647) else 0 end as line
      from unnest(p_limited) l(id)
      cross join lateral (
        select id, capacity, has_line from offerings where tenant_id = p_tenant_id and id = l.id limit 1) o
    )
    select jsonb_agg(case when o.id is not null then jsonb_build_object(
      'left', case when w.status = 'offered' then greatest(o.free - w.before, 1) else o.free - coalesce(w.before, o.line) end,
      'entry', w.id,
      'offer', w.offer) end order by i.place)
    from enroll_items(p_items) i
    left join offering o on o.id = i.offering_id
    left join lateral (
      select e.id, e.status, waitlist_before(p_tenant_id, p_now, e.offering_id, e.number) as before,
        case when e.status = 'offered' then (
          select jsonb_build_object('currencies', v.currencies, 'currency', p.currency, 'amount', p.amount)
          from (select array_agg(key order by key) as currencies from jsonb_object_keys(e.price_versions) key) v
          left join lateral (
            select currency, amount from prices
            where tenant_id = p_tenant_id and offering_id = e.offering_id
              and currency = coalesce(i.currency, i.expected_currency, case when cardinality(v.currencies) = 1 then v.currencies[1] end)
              and version = (e.price_versions ->> currency)::int
            limit 1) p on true) end as offer
      from waitlist_entry(p_tenant_id, p_now, i.offering_id, i.user_id) e
      where o.has_line) w on true);
end $$;

-- The prices that an offer keeps, as an offering tells its own.
create or replace function waitlist_prices(p_tenant_id int, p_offering_id text, p_versions jsonb)
returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('currency', p.currency, 'digits', p.digits, 'amount', p.amount, 'version', p.version)
    order by p.currency), '[]')
  from jsonb_each(p_versions) v
  cross join lateral (
    select p.currency, c.digits, p.amount, p.version
    from prices p
    join currencies c on c.tenant_id = p_tenant_id and c.code = p.currency
    where p.tenant_id = p_tenant_id and p.offering_id = p_offering_id and p.currency = v.key and p.version = v.value::int
    limit 1) p
$$;

create or replace function waitlist_offer(p_tenant_id int, p_entry waitlist_entries)
returns jsonb language sql stable as $$
  select case when p_entry.status = 'offered' then jsonb_build_object('expiresAt', p_entry.expires_at,
    'prices', waitlist_prices(p_tenant_id, p_entry.offering_id, p_entry.price_versions)) end
$$;

-- Which of those who wait comes next: 1, 2 and so on.
create or replace function waitlist_position(p_tenant_id int, p_entry waitlist_entries)
returns int language sql stable
set enable_seqscan = off set enable_bitmapscan = off
as $$
  select case when p_entry.status = 'waiting' then (
    select count(*)::int + 1 from waitlist_entries
    where tenant_id = p_tenant_id and offering_id = p_entry.offering_id and status = 'waiting' and number < p_entry.number) end
$$;

-- An entry as it leaves the API. An offer whose window has passed is told as expired, whether or not a job has noticed.
create or replace function waitlist_document(p_tenant_id int, p_now timestamptz, p_entry waitlist_entries, p_position int)
returns jsonb language sql stable as $$
  select jsonb_build_object('id', typed_id('wait', p_entry.id), 'user', p_entry.user_id, 'offering', p_entry.offering_id,
    'status', case when is_over then 'expired' else p_entry.status end,
    'position', p_position,
    'offer', case when not is_over then waitlist_offer(p_tenant_id, p_entry) end,
    'createdAt', p_entry.created_at,
    'endedAt', case when is_over then p_entry.expires_at else p_entry.ended_at end)
  from (select p_entry.status = 'offered' and p_entry.expires_at <= p_now as is_over) o
$$;

-- Ends entries, with their events and audit records. p_by: actor, request_id, address. Whoever ends them holds the lock of
-- the places.
create or replace function waitlist_end(p_tenant_id int, p_now timestamptz, p_entries uuid[], p_status text, p_by jsonb)
returns int language plpgsql as $$
declare
  ended int;
begin
  with entry as (
    update waitlist_entries set status = p_status, ended_at = case when p_status = 'expired' then expires_at else p_now end
    where tenant_id = p_tenant_id and id = any (p_entries) and status in ('waiting', 'offered')
    returning id, user_id, offering_id
  ), new_events as (
    insert into events (tenant_id, id, type, user_id, data, created_at)
    select p_tenant_id, uuidv7(p_now - clock_timestamp()), 'waitlist.ended', user_id,
      jsonb_build_object('entry', typed_id('wait', id), 'offering', offering_id, 'status', p_status), p_now
    from entry
  ), new_records as (
    insert into audit_records (tenant_id, id, actor, action, object, request_id, address, after, created_at)
    select p_tenant_id, uuidv7(p_now - clock_timestamp()), p_by ->> 'actor', 'waitlist.ended',
      'waitlistEntry:' || typed_id('wait', id), p_by ->> 'request_id', (p_by ->> 'address')::inet,
      jsonb_build_object('user', user_id, 'offering', offering_id, 'status', p_status), p_now
    from entry
  )
  select count(*) into ended from entry;
  return ended;
end $$;

-- Ends what the users have waited for who were enrolled by this call.
create or replace function waitlist_accept(p_tenant_id int, p_now timestamptz, p_items jsonb, p_places jsonb, p_outcomes jsonb)
returns void language plpgsql as $$
begin
  perform waitlist_end(p_tenant_id, p_now, array[(p.place ->> 'entry')::uuid], 'accepted',
    jsonb_build_object('actor', i.actor, 'request_id', i.request_id, 'address', i.address))
  from enroll_items(p_items) i
  cross join lateral (select p_places -> (i.place - 1)::int as place, p_outcomes -> (i.place - 1)::int as outcome) p
  where p.place ->> 'entry' is not null and p.outcome ->> 'outcome' = 'enrolled' and not p.outcome ? 'replayed';
end $$;

-- Whether one could enroll now, if there were a place: no window to pay begins that nobody can use.
create or replace function waitlist_moves(p_now timestamptz, p_offering offerings)
returns boolean language sql immutable as $$
  select p_offering.available and p_offering.cancelled_at is null and coalesce(p_offering.opens_at <= p_now, true)
    and coalesce(least(p_offering.closes_at, p_offering.ends_at) > p_now, true)
$$;

-- How many places are free for whoever waits without an offer. Null without a limit.
create or replace function waitlist_free(p_tenant_id int, p_now timestamptz, p_offering offerings)
returns int language sql stable as $$
  select case when p_offering.capacity is not null then greatest(p_offering.capacity
    - offering_places_taken(p_tenant_id, p_now, p_offering.id)
    - (select count(*)::int from waitlist_entries
      where tenant_id = p_tenant_id and offering_id = p_offering.id and status = 'offered' and expires_at > p_now), 0) end
$$;

-- The offerings in whose line something is to be done.
create or replace function waitlist_due(p_tenant_id int, p_now timestamptz)
returns setof text language sql stable as $$
  select o.id from offerings o
  cross join lateral (
    select count(*) as live, count(*) filter (where status = 'waiting') as waiting,
      count(*) filter (where expires_at <= p_now) as passed
    from waitlist_entries
    where tenant_id = p_tenant_id and offering_id = o.id and status in ('waiting', 'offered')) l
  where o.tenant_id = p_tenant_id and o.has_line and (
    l.live = 0 or l.passed > 0
    or l.waiting > 0 and waitlist_moves(p_now, o) and coalesce(waitlist_free(p_tenant_id, p_now, o) > 0, true))
  order by o.id
$$;

-- Ends the offers whose window has passed, and offers each free place to the next in line, at today's prices. Answers how
-- many entries have changed. However often and from wherever it is called: what is offered once is not offered again.
create or replace function waitlist_promote(
  p_tenant_id int, p_now timestamptz, p_offering_ids text[], p_offer_hours int, p_by jsonb)
returns int language plpgsql
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  lined text[];
  changed int;
  offered int;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  select array_agg(o.id) into lined
  from unnest(p_offering_ids) i(id)
  cross join lateral (select id from offerings where tenant_id = p_tenant_id and id = i.id and has_line limit 1) o;
  if lined is null then
    return 0;
  end if;
  -- The locks that enrolling takes, in the same order.
  perform pg_advisory_xact_lock(l.id)
  from (select hashtextextended('places/' || id, p_tenant_id) as id from unnest(lined) id order by 1) l;

  changed := waitlist_end(p_tenant_id, p_now, array(
    select w.id from unnest(lined) l(id) cross join lateral (
      select id from waitlist_entries
      where tenant_id = p_tenant_id and offering_id = l.id and status = 'offered' and expires_at <= p_now
      offset 0) w), 'expired', p_by);
  -- Who has come in by another way waits no more.
  changed := changed + waitlist_end(p_tenant_id, p_now, array(
    select w.id from unnest(lined) l(id) cross join lateral (
      select id from waitlist_entries w
      where tenant_id = p_tenant_id and offering_id = l.id and status in ('waiting', 'offered')
        and exists (
          select from enrollments e
          where e.tenant_id = p_tenant_id and e.user_id = w.user_id and e.offering_id = l.id
            and e.status in ('active', 'completed') and (e.expires_at is null or e.expires_at > p_now)
          offset 0)
        and exists (select from live_entitlements(p_tenant_id, p_now, w.user_id, l.id) r where r.live)
      offset 0) w), 'accepted', p_by);

  with next as materialized (
    select n.id, least(p_now + make_interval(hours => p_offer_hours), o.closes_at, o.ends_at) as expires_at, (
      select coalesce(jsonb_object_agg(currency, version), '{}') from prices
      where tenant_id = p_tenant_id and offering_id = o.id and ended_at is null) as price_versions
    from unnest(lined) l(id)
    cross join lateral (
      select id, closes_at, ends_at, waitlist_free(p_tenant_id, p_now, offerings) as free
      from offerings where tenant_id = p_tenant_id and id = l.id and waitlist_moves(p_now, offerings) limit 1) o
    cross join lateral (
      select id from waitlist_entries
      where tenant_id = p_tenant_id and offering_id = o.id and status = 'waiting'
      order by number limit o.free) n
  ), entry as (
    update waitlist_entries w set status = 'offered', offered_at = p_now, expires_at = n.expires_at, price_versions = n.price_versions
    from next n where w.tenant_id = p_tenant_id and w.id = n.id
    returning w.id, w.user_id, w.offering_id, w.expires_at, w.price_versions
  ), new_events as (
    insert into events (tenant_id, id, type, user_id, data, created_at)
    select p_tenant_id, uuidv7(p_now - clock_timestamp()), 'waitlist.offered', user_id,
      jsonb_build_object('entry', typed_id('wait', id), 'offering', offering_id, 'expiresAt', expires_at), p_now
    from entry
  ), new_records as (
    insert into audit_records (tenant_id, id, actor, action, object, request_id, address, after, created_at)
    select p_tenant_id, uuidv7(p_now - clock_timestamp()), p_by ->> 'actor', 'waitlist.offered',
      'waitlistEntry:' || typed_id('wait', id), p_by ->> 'request_id', (p_by ->> 'address')::inet,
      jsonb_build_object('user', user_id, 'offering', offering_id, 'expiresAt', expires_at, 'priceVersions', price_versions), p_now
    from entry
  )
  select count(*) into offered from entry;

  update offerings o set has_line = false
  where o.tenant_id = p_tenant_id and o.id = any (lined) and has_line and not exists (
    select from waitlist_entries
    where tenant_id = p_tenant_id and offering_id = o.id and status in ('waiting', 'offered')
    offset 0);
  return changed + offered;
end $$;
