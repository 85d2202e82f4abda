-- The reasons for which a user may enter an offering now: its own, and those of what includes it.
create or replace function live_entitlements(p_tenant_id int, p_now timestamptz, p_user_id text, p_offering_id text)
returns table (source text, offering_id text, enrollment_id uuid, starts_at timestamptz, expires_at timestamptz, live boolean)
language sql stable rows 1 as $$
  select e.source, e.offering_id, e.enrollment_id, e.starts_at, e.expires_at,
    e.starts_at <= p_now and (e.expires_at is null or e.expires_at > p_now)
  from (
    select p_offering_id as id
    union all
    select i.offering_id from inclusions i where tenant_id = p_tenant_id and included_id = p_offering_id
    -- A session lies in a course, and that in a membership. The kinds allow no longer way.
    union all
    select o.offering_id from inclusions i join inclusions o on o.tenant_id = p_tenant_id and o.included_id = i.offering_id
    where i.tenant_id = p_tenant_id and i.included_id = p_offering_id) o
  -- offset 0: by their index for each of the few offerings, and never all that the user has.
  cross join lateral (
    select * from entitlements
    where tenant_id = p_tenant_id and user_id = p_user_id and offering_id = o.id and revoked_at is null offset 0) e
  -- Any one reason is enough; the one that lasts longest is named. Of those that don't let in, the latest tells why.
  order by 6 desc, e.expires_at desc nulls first, e.offering_id = p_offering_id desc
$$;

-- Takes one reason for access away, under the lock of the user's reasons for the offering. With the last one the enrollment
-- ends; otherwise it lasts as long as the reason that lasts longest. Answers the enrollment; none when the reason had ended.
create or replace function entitlement_end(p_tenant_id int, p_now timestamptz, p_entitlement_id uuid)
returns setof enrollments language plpgsql rows 1 as $$
declare
  ended entitlements;
  reasons int;
  lasts_until timestamptz;
begin
  update entitlements set revoked_at = p_now
  where tenant_id = p_tenant_id and id = p_entitlement_id and revoked_at is null
  returning * into ended;
  if not found then
    return;
  end if;
  select count(*),
    nullif(max(coalesce(case when offering_id = ended.offering_id then expires_at end, 'infinity')), 'infinity')
  into reasons, lasts_until
  from live_entitlements(p_tenant_id, p_now, ended.user_id, ended.offering_id)
  where expires_at is null or expires_at > p_now;
  return query
    update enrollments set
      status = case when reasons = 0 and status in ('active', 'completed') then 'cancelled' else status end,
      ended_at = case when reasons = 0 and status in ('active', 'completed') then p_now else ended_at end,
      expires_at = case when reasons = 0 then expires_at else lasts_until end
    where tenant_id = p_tenant_id and id = ended.enrollment_id
    returning *;
end $$;

-- May this user enter? A pure read, in one call: it claims nothing, starts nothing and writes nothing.
create or replace function access_check(p_tenant_id int, p_now timestamptz, p_user_id text, p_offering_id text)
returns jsonb language plpgsql as $$
declare
  entitlement record;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  select * into entitlement from live_entitlements(p_tenant_id, p_now, p_user_id, p_offering_id) limit 1;
  return jsonb_build_object('user', p_user_id, 'offering', p_offering_id, 'asOf', p_now,
    'allowed', coalesce(entitlement.live, false),
    'reason', case
      when entitlement.enrollment_id is null then case
        when exists (select from offerings where tenant_id = p_tenant_id and id = p_offering_id) then 'not_enrolled'
        else 'no_such_offering' end
      when entitlement.live then 'entitled'
      when entitlement.starts_at > p_now then 'not_started'
      else 'expired' end,
    'source', entitlement.source, 'through', nullif(entitlement.offering_id, p_offering_id),
    'enrollment', entitlement.enrollment_id, 'expiresAt', entitlement.expires_at);
end $$;

-- How many places of an offering are taken. One whose time is over has left, whether or not a job has noticed. So has one
-- who came with something else that is over: such an enrollment has no end of its own, and is asked for its reasons.
-- offset 0, and no scans: each by its index, and never all of a tenant's. The plan is the function's own, made once while
-- the tables may still be small.
create or replace function offering_places_taken(p_tenant_id int, p_now timestamptz, p_offering_id text)
returns int language sql stable
set enable_seqscan = off set enable_bitmapscan = off
as $$
  select count(*)::int from enrollments e
  where tenant_id = p_tenant_id and offering_id = p_offering_id and status in ('active', 'completed')
    and (expires_at > p_now or expires_at is null and (
      exists (
        select from entitlements o
        where o.tenant_id = p_tenant_id and o.enrollment_id = e.id and o.revoked_at is null
          and (o.expires_at is null or o.expires_at > p_now)
        offset 0)
      or exists (select from live_entitlements(p_tenant_id, p_now, e.user_id, p_offering_id) l where l.live)))
$$;

-- How many are enrolled. Two ranges of one index, and no row: whoever's time is over is not even looked at.
create or replace function offering_students(p_tenant_id int, p_now timestamptz, p_offering_id text)
returns bigint language sql stable
set enable_seqscan = off set enable_bitmapscan = off
as $$
  select (
    select count(*) from enrollments
    where tenant_id = p_tenant_id and offering_id = p_offering_id and status in ('active', 'completed') and expires_at is null) + (
    select count(*) from enrollments
    where tenant_id = p_tenant_id and offering_id = p_offering_id and status in ('active', 'completed') and expires_at > p_now)
$$;

-- Why a user can't enroll now, money aside: the very rule that enroll decides by. One row; null when nothing stands in the
-- way. In SQL, so that it becomes a part of the statement that asks.
drop function if exists enrollment_obstacle(int, timestamptz, text, offerings, int);
create or replace function enrollment_obstacle(
  p_tenant_id int, p_now timestamptz, p_user_id text, p_offering offerings, p_places_left int)
returns table (obstacle jsonb) language sql stable rows 1 as $$
  select case
    when not p_offering.available or p_offering.cancelled_at is not null then '{"code": "offering.unavailable", "facts": {}}'
    when p_offering.opens_at > p_now then
      jsonb_build_object('code', 'offering.not_open_yet', 'facts', jsonb_build_object('opensAt', p_offering.opens_at))
    when least(p_offering.closes_at, p_offering.ends_at) <= p_now then
      jsonb_build_object('code', 'offering.closed', 'facts',
        jsonb_build_object('closedAt', least(p_offering.closes_at, p_offering.ends_at)))
    when m.missing is not null then
      jsonb_build_object('code', 'enrollment.prerequisites_missing', 'facts', jsonb_build_object('missing', m.missing))
    when p_places_left <= 0 then
      jsonb_build_object('code', 'offering.full', 'facts', jsonb_build_object('capacity', p_offering.capacity))
    end
  from (
    select jsonb_agg(required_id order by place) as missing
    from prerequisites p
    where tenant_id = p_tenant_id and offering_id = p_offering.id and not exists (
      select from enrollments e
      where e.tenant_id = p_tenant_id and e.user_id = p_user_id and e.offering_id = p.required_id and e.completed_at is not null
      offset 0)) m
$$;

-- An enrollment as it leaves the API, but for its typed id. One whose time is over is told as expired, whether or not a job has noticed.
create or replace function enrollment_document(p_now timestamptz, p_enrollment enrollments)
returns jsonb language sql stable as $$
  select jsonb_build_object('id', p_enrollment.id, 'user', p_enrollment.user_id,
    'offering', p_enrollment.offering_id,
    'status', case when is_over then 'expired' else p_enrollment.status end,
    'completionPercentage', p_enrollment.completion_percentage,
    'createdAt', p_enrollment.created_at, 'completedAt', p_enrollment.completed_at, 'expiresAt', p_enrollment.expires_at,
    'endedAt', case when is_over then p_enrollment.expires_at else p_enrollment.ended_at end)
  from (select p_enrollment.status in ('active', 'completed') and coalesce(p_enrollment.expires_at <= p_now, false) as is_over) o
$$;

-- What was paid for an enrollment the last time, and what became of it. No row when nothing was ever paid.
create or replace function enrollment_payment(p_tenant_id int, p_enrollment_id uuid)
returns table (document jsonb) language sql stable rows 1 as $$
  select jsonb_build_object('currency', m.currency, 'digits', m.digits, 'amount', m.amount,
    'refunded', coalesce(r.reversed, 0),
    'status', case
      when h.status is not null then h.status
      when r.reversed >= m.amount then 'refunded'
      else 'paid' end,
    'disputed', coalesce(h.status = 'held' and h.disputed_at is not null, false))
  from (
    select transaction_id from entitlements
    where tenant_id = p_tenant_id and enrollment_id = p_enrollment_id and transaction_id is not null
    order by id desc limit 1) p
  cross join lateral (
    -- limit 1: each by its key, and never all of a tenant's.
    select a.currency, c.digits, n.amount
    from (
      select account_id, -sum(amount)::bigint as amount from entries
      where tenant_id = p_tenant_id and transaction_id = p.transaction_id and version is not null
      group by account_id) n
    cross join lateral (select currency from accounts where tenant_id = p_tenant_id and id = n.account_id limit 1) a
    cross join lateral (select digits from currencies where tenant_id = p_tenant_id and code = a.currency limit 1) c) m
  left join lateral (
    select max(reversed_after) as reversed from reversals
    where tenant_id = p_tenant_id and reverses = p.transaction_id) r on true
  left join lateral (
    select status, disputed_at from holds
    where tenant_id = p_tenant_id and transaction_id = p.transaction_id limit 1) h on true
$$;

drop function if exists offering_status(int, timestamptz, text, text), offering_containers(int, text);
-- All that an enroll button shows: offerings with their prices, access, what stands in the way, and what the user can spend.
-- Null for an unknown user; nothing for an unknown offering.
create or replace function offering_statuses(p_tenant_id int, p_now timestamptz, p_user_id text, p_offering_ids text[])
returns jsonb language plpgsql as $$
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  if not exists (select from users where tenant_id = p_tenant_id and id = p_user_id) then
    return null;
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'offering', d.document,
      'access', access_check(p_tenant_id, p_now, p_user_id, o.id),
      'enrollment', e.document,
      'placesLeft', o.places_left,
      'obstacle', x.obstacle,
      'owned', (
        select count(*) from inclusions i
        cross join lateral (
          select from enrollments e
          where e.tenant_id = p_tenant_id and e.user_id = p_user_id and e.offering_id = i.included_id
            and e.status in ('active', 'completed') and (e.expires_at is null or e.expires_at > p_now)
          offset 0) e
        where i.tenant_id = p_tenant_id and i.offering_id = o.id),
      'waitlist', case when w.id is not null then jsonb_build_object('status', w.status,
        'position', waitlist_position(p_tenant_id, w), 'offer', waitlist_offer(p_tenant_id, w)) end,
      'balances', b.balances) order by o.place), '[]')
    from (
      select i.place, o.id, o.row, o.places_left
      from unnest(p_offering_ids) with ordinality i(id, place)
      cross join lateral (
        select id, offerings as row,
          case when capacity is not null
            then greatest(waitlist_places_left(p_tenant_id, p_now, offerings, p_user_id), 0) end as places_left
        from offerings where tenant_id = p_tenant_id and id = i.id limit 1) o) o
    left join lateral (
      select enrollment_document(p_now, enrollments) as document from enrollments
      where tenant_id = p_tenant_id and user_id = p_user_id and offering_id = o.id and status in ('active', 'completed')
        and (expires_at is null or expires_at > p_now)
      limit 1) e on true
    left join waitlist_entry(p_tenant_id, p_now, o.id, p_user_id) w on (o.row).has_line
    -- While an offer stands, its prices are the user's.
    cross join lateral (
      select offering_document(p_tenant_id, o.id) || case when w.status = 'offered'
        then jsonb_build_object('prices', waitlist_prices(p_tenant_id, o.id, w.price_versions)) else '{}' end as document) d
    cross join lateral enrollment_obstacle(p_tenant_id, p_now, p_user_id, o.row, o.places_left) x
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('currency', p.currency, 'digits', p.digits, 'balance', coalesce(l.balance, 0))
        order by p.currency), '[]') as balances
      from jsonb_to_recordset(d.document -> 'prices') as p(currency text, digits int)
      left join lateral (
        select id from accounts
        where tenant_id = p_tenant_id and user_id = p_user_id and kind = 'wallet' and currency = p.currency
        limit 1) a on true
      left join lateral (
        select sum(balance) as balance from lots
        where tenant_id = p_tenant_id and account_id = a.id and (expires_at is null or expires_at > p_now)) l on true) b);
end $$;
