-- What follows when a session is over: each hold that waited for it is released, refunded, or left for a decision.

-- The sessions that some money waits for, and whose time to dispute has passed; cancelled ones at once. Walks the few offerings
-- that have anything in escrow, and not the sessions of years. In the order of their ends, so that whoever settles them comes to
-- the same parts. One whose holds have all been settled is left out, unless it has been put off or cancelled since.
drop function if exists sessions_to_settle(int, timestamptz);
create function sessions_to_settle(p_tenant_id int, p_over_since timestamptz)
returns table (id text) language sql stable
set enable_seqscan = off set enable_bitmapscan = off
as $$
  with recursive waiting as (
    (select offering_id from holds where tenant_id = p_tenant_id and status = 'held' order by offering_id limit 1)
    union all
    select (
      select offering_id from holds
      where tenant_id = p_tenant_id and status = 'held' and offering_id > w.offering_id order by offering_id limit 1)
    from waiting w where w.offering_id is not null
  )
  select s.id
  from (
    select offering_id as id from waiting where offering_id is not null
    union
    select i.included_id
    from waiting w
    cross join lateral (
      select included_id from inclusions where tenant_id = p_tenant_id and offering_id = w.offering_id offset 0) i) o
  cross join lateral (
    select id, ends_at, cancelled_at from offerings
    where tenant_id = p_tenant_id and id = o.id and kind = 'session' and (ends_at <= p_over_since or cancelled_at is not null)
    limit 1) s
  where not exists (
    select from session_outcomes
    where tenant_id = p_tenant_id and session_id = s.id and settled_at > coalesce(s.cancelled_at, s.ends_at) offset 0)
  order by s.ends_at, s.id
$$;

-- How much of what waits for a session is released, in per cent, by how its learner attended; null waits for a decision.
-- p_rule: {"mode": "ignore" | "decide" | "table", "steps": [{"attendedPercent", "releasedPercent"}], "attendedPercent"}: of a
-- table the highest step that was reached. A status that was set by hand stands for all of the time, or for none of it.
create or replace function released_percent(p_rule jsonb, p_percent int, p_status text)
returns int language sql immutable as $$
  select case p_rule ->> 'mode'
    when 'ignore' then 100
    when 'decide' then case when p_status = 'attended' then 100 end
    else coalesce((
      select (s -> 'releasedPercent')::int from jsonb_array_elements(p_rule -> 'steps') s
      where (s -> 'attendedPercent')::int <= case
        when p_status = 'attended' and p_percent < (p_rule -> 'attendedPercent')::int then 100
        when p_status = 'missed' and p_percent >= (p_rule -> 'attendedPercent')::int then 0
        else p_percent end
      order by (s -> 'attendedPercent')::int desc limit 1), 0) end
$$;

-- Settles a session for up to p_limit holds whose ids come after p_after, or for one hold alone. p_attendance is the rule for
-- a session that was delivered; all of it goes back when it did not take place, and waits when nobody knows. Answers
-- {"last": hold, "settled": n, "waiting": n, "left": [hold]}: last is null when there are no more; waiting counts those that are
-- in dispute.
create or replace function holds_settle_session(
  p_tenant_id int, p_now timestamptz, p_session_id text, p_outcome text, p_attendance jsonb, p_only uuid, p_after uuid,
  p_limit int, p_by jsonb)
returns jsonb language plpgsql
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  last uuid;
  candidates uuid[];
  moves jsonb;
  undecided uuid[];
  waiting int;
  moved jsonb;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);

  if p_only is not null then
    candidates := array[p_only];
  else
    -- Those that are settled already are passed over, and not locked: a course waits for its other sessions, and is met again.
    select (array_agg(h.id order by h.id))[p_limit], array_agg(h.id order by h.id) filter (where not h.is_settled)
    into last, candidates
    from (
      select h.id, exists (
        select from hold_movements
        where tenant_id = p_tenant_id and hold_id = h.id and session_id = p_session_id offset 0) as is_settled
      from (
        select p_session_id as offering_id
        union all
        select offering_id from inclusions where tenant_id = p_tenant_id and included_id = p_session_id) o
      cross join lateral (
        select id from holds
        where tenant_id = p_tenant_id and offering_id = o.offering_id and status = 'held' and id > p_after
        order by id limit p_limit) h
      order by h.id limit p_limit) h;
  end if;
  if candidates is null then
    return jsonb_build_object('last', last, 'settled', 0, 'waiting', 0, 'left', '[]'::jsonb);
  end if;
  -- Two workers at the same session: the second finds each hold as the first has left it.
  perform from (select unnest(candidates) as id order by 1) c
  cross join lateral (select from holds where tenant_id = p_tenant_id and id = c.id for no key update) h;

  with hold as materialized (
    select h.*, s.sessions, h.amount - h.released - h.refunded as held
    from unnest(candidates) c(id)
    cross join lateral (
      select * from holds where tenant_id = p_tenant_id and id = c.id and status = 'held' limit 1) h
    cross join lateral (
      -- A cancelled session is none that a course still waits for, but has its part all the same, which goes back.
      select count(*) as sessions, coalesce(bool_or(s.id = p_session_id), false) as waits
      from hold_sessions(p_tenant_id, h) s) s
    where s.waits
  ), attendance as materialized (
    -- Asked once for all, and only where it matters.
    select user_id, percent, status from session_attendance_of(p_tenant_id, p_now, p_session_id, case
      when p_outcome = 'delivered' and p_attendance ->> 'mode' <> 'ignore' then array(select distinct user_id from hold) else '{}' end)
  ), part as materialized (
    -- An equal part of what is left for each session that is left: the last takes all.
    select h.id, h.held / h.sessions as amount, case p_outcome
      when 'delivered' then released_percent(p_attendance, a.percent, a.status) when 'unknown' then null else 0 end as percent
    from hold h left join attendance a on a.user_id = h.user_id
    where h.disputed_at is null
  )
  select jsonb_agg(jsonb_build_object('hold', id, 'session', p_session_id,
      'release', amount / 100 * percent + amount % 100 * percent / 100,
      'refund', amount - (amount / 100 * percent + amount % 100 * percent / 100))) filter (where percent is not null),
    array_agg(id) filter (where percent is null),
    (select count(*) from hold where disputed_at is not null)
  into moves, undecided, waiting
  from part;

  if undecided is not null then
    update holds set disputed_at = p_now, dispute_reason = case p_outcome
      when 'unknown' then 'Nobody has reported whether it took place' else 'Paid, and not attended' end
    where tenant_id = p_tenant_id and id = any (undecided);
  end if;
  if moves is not null then
    moved := holds_move(p_tenant_id, p_now, moves, p_by);
  end if;
  return jsonb_build_object(
    'last', last,
    'settled', coalesce(jsonb_array_length(moves), 0) - coalesce(jsonb_array_length(moved -> 'left'), 0),
    'waiting', waiting + coalesce(cardinality(undecided), 0),
    'left', coalesce(moved -> 'left', '[]'));
end $$;

-- Whether nobody can get money of a hold back by the policy any more, and no session is waited for.
create or replace function hold_is_due(p_tenant_id int, p_now timestamptz, p_from text, p_hours int, p_hold holds)
returns boolean language sql stable as $$
  select p_hold.status = 'held' and p_hold.disputed_at is null
    and case p_from
      when 'purchase' then p_hold.created_at
      when 'start' then coalesce(o.starts_at, p_hold.created_at)
      else greatest(o.starts_at, p_hold.created_at) end + make_interval(hours => p_hours) < p_now
    and not exists (select from hold_sessions(p_tenant_id, p_hold))
  from (select starts_at from offerings where tenant_id = p_tenant_id and id = p_hold.offering_id limit 1) o
$$;

-- Releases what no session is waited for: self-paced courses and memberships once nobody can get money back by the policy, and
-- what is left when all sessions were settled. p_from and p_hours say until when the policy gives back.
create or replace function holds_release_due(
  p_tenant_id int, p_now timestamptz, p_from text, p_hours int, p_after uuid, p_limit int, p_by jsonb)
returns jsonb language plpgsql
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  last uuid;
  candidates uuid[];
  moves jsonb;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  -- Only what is due is locked, and then asked again: most of what waits does so for a long time.
  select (array_agg(h.id order by h.id))[p_limit],
    array_agg(h.id order by h.id) filter (where hold_is_due(p_tenant_id, p_now, p_from, p_hours, h))
  into last, candidates
  from (
    select * from holds where tenant_id = p_tenant_id and status = 'held' and id > p_after order by id limit p_limit) h;
  perform from (select unnest(candidates) as id order by 1) c
  cross join lateral (select from holds where tenant_id = p_tenant_id and id = c.id for no key update) h;

  select jsonb_agg(jsonb_build_object('hold', h.id, 'release', h.amount - h.released - h.refunded)) into moves
  from unnest(candidates) c(id)
  cross join lateral (select * from holds where tenant_id = p_tenant_id and id = c.id limit 1) h
  where hold_is_due(p_tenant_id, p_now, p_from, p_hours, h);
  if moves is not null then
    perform holds_move(p_tenant_id, p_now, moves, p_by);
  end if;
  return jsonb_build_object('last', last, 'released', coalesce(jsonb_array_length(moves), 0));
end $$;
