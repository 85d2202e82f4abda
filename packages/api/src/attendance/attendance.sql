-- Whether something lets a user into an offering at an instant.
create or replace function is_entitled_at(p_tenant_id int, p_at timestamptz, p_user_id text, p_offering_id text)
returns boolean language plpgsql stable as $$
begin
  return exists (select from live_entitlements(p_tenant_id, p_at, p_user_id, p_offering_id) l where l.live);
end $$;

drop function if exists enrollment_covers_session(int, timestamptz, enrollments, offerings);
-- Whether an enrollment, in the session or in a course that includes it, held while the session lasted. One that came with
-- something else has no end of its own, and is asked for its reasons: its own first, since most have one. One row, so that
-- it becomes a part of the statement that asks.
create function enrollment_covers_session(p_tenant_id int, p_now timestamptz, p_enrollment enrollments, p_session offerings)
returns table (covers boolean) language sql stable rows 1 as $$
  select p_enrollment.created_at <= coalesce(p_session.ends_at, p_now)
    and coalesce(least(p_enrollment.expires_at, p_enrollment.ended_at), 'infinity') > begins_at
    and (p_enrollment.expires_at is not null or p_enrollment.ended_at is not null
      or exists (
        -- offset 0: by its enrollment, and never all that are not revoked.
        select from (
          select revoked_at, expires_at from entitlements
          where tenant_id = p_tenant_id and enrollment_id = p_enrollment.id offset 0) o
        where o.revoked_at is null and (o.expires_at is null or o.expires_at > begins_at))
      or is_entitled_at(p_tenant_id, greatest(begins_at, p_enrollment.created_at), p_enrollment.user_id, p_enrollment.offering_id))
  from (select coalesce(p_session.starts_at, p_now) as begins_at) t
$$;

-- Who is asked after: whoever is enrolled in the session or in a course that includes it, and whoever was seen. A membership
-- opens sessions by the hundred, and whoever has not chosen one of them misses nothing.
create or replace function session_users(p_tenant_id int, p_now timestamptz, p_offering_id text)
returns table (user_id text) language sql stable rows 1000 as $$
  select e.user_id
  from offerings s
  cross join lateral (
    select s.id
    union all
    select o.id
    from inclusions i
    cross join lateral (select id, kind from offerings where tenant_id = p_tenant_id and id = i.offering_id offset 0) o
    where i.tenant_id = p_tenant_id and i.included_id = s.id and o.kind = 'course') c
  cross join lateral (
    select enrollments as row, enrollments.user_id from enrollments
    where tenant_id = p_tenant_id and offering_id = c.id offset 0) e
  cross join lateral enrollment_covers_session(p_tenant_id, p_now, e.row, s) x
  where s.tenant_id = p_tenant_id and s.id = p_offering_id and x.covers
  union
  select user_id from attendance_events where tenant_id = p_tenant_id and offering_id = p_offering_id and user_id is not null
  union
  select user_id from attendance_overrides where tenant_id = p_tenant_id and offering_id = p_offering_id
$$;

-- A page of them, by id above p_above: each list is read in its order, and left where the page is full.
-- Compared in pairs, which only an index of the offering serves: one of the users would lead through all sessions.
create or replace function session_users_page(
  p_tenant_id int, p_now timestamptz, p_offering_id text, p_above text, p_limit int)
returns table (user_id text) language sql stable rows 100
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set enable_hashagg = off
as $$
  select k.user_id
  from (
    select e.user_id
    from offerings s
    cross join lateral (
      select s.id
      union all
      select o.id
      from inclusions i
      cross join lateral (select id, kind from offerings where tenant_id = p_tenant_id and id = i.offering_id offset 0) o
      where i.tenant_id = p_tenant_id and i.included_id = s.id and o.kind = 'course') c
    cross join lateral (
      select distinct e.user_id
      from enrollments e
      cross join lateral enrollment_covers_session(p_tenant_id, p_now, e, s) x
      where e.tenant_id = p_tenant_id and e.offering_id = c.id and (e.offering_id, e.user_id) > (c.id, p_above) and x.covers
      order by e.user_id limit p_limit) e
    where s.tenant_id = p_tenant_id and s.id = p_offering_id
    union all
    (select distinct user_id from attendance_events
    where tenant_id = p_tenant_id and offering_id = p_offering_id and (offering_id, user_id) > (p_offering_id, p_above)
    order by user_id limit p_limit)
    union all
    (select user_id from attendance_overrides
    where tenant_id = p_tenant_id and offering_id = p_offering_id and (offering_id, user_id) > (p_offering_id, p_above)
    order by user_id limit p_limit)) k
  group by k.user_id
  order by k.user_id
  limit p_limit
$$;

drop function if exists seconds_in(tstzmultirange);
-- The seconds that a set of times covers. One row, as above.
create function seconds_in(p_times tstzmultirange)
returns table (seconds int) language sql immutable rows 1 as $$
  select coalesce(floor(extract(epoch from sum(upper(t) - lower(t)))), 0)::int from unnest(p_times) t
$$;

-- When some of those who were seen in a session were there, within its time. A connection is one stay, from when it first
-- joined until it last left, in whatever order that came. One that never joined counts for nothing. One that never left
-- stayed until the room was closed, or else until the session's end, and until now while that is to come. A session without
-- an end has lasted until the last that was heard of it. Stays that overlap are one.
create or replace function session_presence(p_tenant_id int, p_now timestamptz, p_offering_id text, p_user_ids text[])
returns table (user_id text, is_host boolean, times tstzmultirange) language sql stable rows 1000 as $$
  with session as materialized (
    select tstzmultirange(tstzrange(o.starts_at, greatest(o.starts_at, case
      when o.ends_at is not null then least(o.ends_at, p_now)
      else least(p_now, (select max(at) from attendance_events where tenant_id = p_tenant_id and offering_id = o.id)) end))) as time,
      array(
        select at from attendance_events
        where tenant_id = p_tenant_id and offering_id = o.id and user_id is null and kind = 'closed') as closings
    from offerings o where o.tenant_id = p_tenant_id and o.id = p_offering_id
  )
  select c.user_id, bool_or(c.is_host),
    coalesce(range_agg(case when c.joined_at is null then 'empty'::tstzrange
      -- Clocks differ: who leaves before joining was there for no time at all, and not for less.
      else tstzrange(c.joined_at, greatest(c.joined_at, coalesce(c.left_at, (
        select min(closing) from unnest(s.closings) closing where closing >= c.joined_at), 'infinity'))) end), '{}') * s.time
  from session s
  cross join lateral (
    select e.user_id, bool_or(e.is_host) as is_host, min(e.at) filter (where e.kind = 'joined') as joined_at,
      max(e.at) filter (where e.kind = 'left') as left_at
    from attendance_events e
    where e.tenant_id = p_tenant_id and e.offering_id = p_offering_id and e.user_id = any (p_user_ids)
    group by e.user_id, e.connection) c
  group by c.user_id, s.time
$$;

-- How long a host was in a session: its payee, or whoever was seen as a host. Null when that is not known: nothing was seen
-- of the session, or nobody is its host. Zero is a host who was not there.
create or replace function session_host_seconds(p_tenant_id int, p_now timestamptz, p_offering_id text)
returns int language sql stable as $$
  with hosts as materialized (
    select payee_id as id from offerings where tenant_id = p_tenant_id and id = p_offering_id and payee_id is not null
    union
    select user_id from attendance_events where tenant_id = p_tenant_id and offering_id = p_offering_id and is_host
  ), by_hand as materialized (
    select m.user_id, coalesce(m.seconds, case m.status when 'missed' then 0 else greatest(1, extract(epoch from o.ends_at - o.starts_at)::int) end) as seconds
    from hosts h
    join attendance_overrides m on m.tenant_id = p_tenant_id and m.offering_id = p_offering_id and m.user_id = h.id
    join offerings o on o.tenant_id = p_tenant_id and o.id = p_offering_id
  )
  select case
    when not exists (select from hosts) then null
    when not exists (select from by_hand) and not exists (
      select from attendance_events where tenant_id = p_tenant_id and offering_id = p_offering_id) then null
    else greatest((select max(seconds) from by_hand), (
      select d.seconds
      from (
        select range_agg(p.times) as times
        from session_presence(p_tenant_id, p_now, p_offering_id,
          array(select id from hosts where id not in (select user_id from by_hand))) p) p
      cross join lateral seconds_in(p.times) d)) end
$$;

drop function if exists session_attendance(int, timestamptz, text), session_attendance_of(int, timestamptz, text, text[]);
-- How some users attended a session, and, as long as that is undecided, why it is.
create or replace function session_attendance_of(p_tenant_id int, p_now timestamptz, p_offering_id text, p_user_ids text[])
returns table (user_id text, seconds int, percent int, status text, undecided text, is_host boolean, is_manual boolean)
language sql stable rows 1000 as $$
  with session as materialized (
    select o.*, extract(epoch from o.ends_at - o.starts_at) as span,
      session_host_seconds(p_tenant_id, p_now, o.id) as host_seconds,
      exists (select from attendance_events where tenant_id = p_tenant_id and offering_id = o.id) as is_measured,
      -- As in the contract's default.
      (select coalesce((settings ->> 'attendedPercent')::int, 50) from tenants where id = p_tenant_id) as attended_percent
    from offerings o where o.tenant_id = p_tenant_id and o.id = p_offering_id
  ), users as (
    -- Grouped and not joined: whatever the planner believes of how many there are, each is read once.
    select k.id, coalesce(bool_or(k.is_host), false) as is_host, coalesce(max(k.manual_seconds), max(k.seconds), 0) as seconds,
      max(k.manual_status) as status, max(k.manual_seconds) is not null as is_manual_duration,
      coalesce(bool_or(k.is_manual), false) as is_manual
    from (
      select id, null::boolean as is_host, null::int as seconds, null::int as manual_seconds, null as manual_status,
        null::boolean as is_manual
      from unnest(p_user_ids) u(id)
      union all
      select p.user_id, p.is_host, d.seconds, null, null, null
      from session_presence(p_tenant_id, p_now, p_offering_id, p_user_ids) p
      cross join lateral seconds_in(p.times) d
      union all
      select m.user_id, null, null, m.seconds, m.status, true
      from attendance_overrides m
      where m.tenant_id = p_tenant_id and m.offering_id = p_offering_id and m.user_id = any (p_user_ids)) k
    group by k.id
  ), judged as (
    select u.id, u.seconds, u.status, u.is_manual, u.is_host or u.id is not distinct from s.payee_id as is_host,
      s.attended_percent, floor(100 * least(u.seconds, s.span) / s.span)::int as percent,
      case
        when s.cancelled_at is not null then 'cancelled'
        when u.status is not null then null
        when s.span is null then 'no_times'
        when s.ends_at > p_now then 'not_over'
        when u.is_manual_duration then null
        when not s.is_measured then 'not_measured'
        when s.host_seconds = 0 then 'host_absent' end as undecided
    from session s cross join users u
  )
  select id, seconds, percent,
    case when undecided is null then coalesce(status, case when percent >= attended_percent then 'attended' else 'missed' end) end,
    undecided, is_host, is_manual
  from judged
$$;

-- The same for all who are enrolled in the session or were seen there.
create or replace function session_attendance(p_tenant_id int, p_now timestamptz, p_offering_id text)
returns table (user_id text, seconds int, percent int, status text, undecided text, is_host boolean, is_manual boolean)
language sql stable rows 1000 as $$
  select * from session_attendance_of(p_tenant_id, p_now, p_offering_id,
    array(select user_id from session_users(p_tenant_id, p_now, p_offering_id)))
$$;
