-- What follows when a session is over: each hold that waited for it is released, refunded, or left for a decision.

-- The sessions that some money waits for, and whose time to dispute has passed; cancelled ones at once. Walks the few offerings
-- that have anything in escrow, and not the sessions of years.
create or replace function sessions_to_settle(p_tenant_id int, p_over_since timestamptz)
returns table (session_id text, is_cancelled boolean) language sql stable as $$
  with recursive waiting as (
    (select offering_id from holds where tenant_id = p_tenant_id and status = 'held' order by offering_id limit 1)
    union all
    select (
      select offering_id from holds
      where tenant_id = p_tenant_id and status = 'held' and offering_id > w.offering_id order by offering_id limit 1)
    from waiting w where w.offering_id is not null
  )
  select distinct s.id, s.cancelled_at is not null
  from waiting w
  cross join lateral (
    select w.offering_id as id
    union all
    select included_id from inclusions where tenant_id = p_tenant_id and offering_id = w.offering_id) o
  cross join lateral (
    select id, cancelled_at from offerings
    where tenant_id = p_tenant_id and id = o.id and kind = 'session' and (ends_at <= p_over_since or cancelled_at is not null)
    limit 1) s
  where w.offering_id is not null
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
-- {"last": hold, "settled": n, "left": [hold]}; last is null when there are no more.
create or replace function holds_settle_session(
  p_tenant_id int, p_now timestamptz, p_session_id text, p_outcome text, p_attendance jsonb, p_only uuid, p_after uuid,
  p_limit int, p_by jsonb)
returns jsonb language plpgsql
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  candidates uuid[];
  moves jsonb;
  undecided uuid[];
  moved jsonb;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);

  select array_agg(h.id order by h.id) into candidates
  from (
    select h.id
    from (
      select p_session_id as offering_id
      union all
      select offering_id from inclusions where tenant_id = p_tenant_id and included_id = p_session_id) o
    cross join lateral (
      select id from holds
      where tenant_id = p_tenant_id and offering_id = o.offering_id and status = 'held' and id > p_after
        and (p_only is null or id = p_only)
      order by id limit p_limit) h
    order by h.id limit p_limit) h;
  if candidates is null then
    return '{"last": null, "settled": 0, "left": []}';
  end if;
  -- Two workers at the same session: the second finds each hold as the first has left it.
  perform from (select unnest(candidates) as id order by 1) c
  cross join lateral (select from holds where tenant_id = p_tenant_id and id = c.id for no key update) h;

  with hold as materialized (
    select h.*, s.sessions, h.amount - h.released - h.refunded as held
    from unnest(candidates) c(id)
    cross join lateral (
      select * from holds where tenant_id = p_tenant_id and id = c.id and status = 'held' and disputed_at is null limit 1) h
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
  )
  select jsonb_agg(jsonb_build_object('hold', id, 'session', p_session_id,
      'release', amount / 100 * percent + amount % 100 * percent / 100,
      'refund', amount - (amount / 100 * percent + amount % 100 * percent / 100))) filter (where percent is not null),
    array_agg(id) filter (where percent is null)
  into moves, undecided
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
    'last', case when cardinality(candidates) = p_limit then candidates[p_limit] end,
    'settled', coalesce(jsonb_array_length(moves), 0) - coalesce(jsonb_array_length(moved -> 'left'), 0),
    'left', coalesce(moved -> 'left', '[]'));
end $$;

-- Releases what no session is waited for: self-paced courses and memberships once nobody can get money back by the policy, and
-- what is left when all sessions were settled. p_from and p_hours say until when the policy gives back.
create or replace function holds_release_due(
  p_tenant_id int, p_now timestamptz, p_from text, p_hours int, p_after uuid, p_limit int, p_by jsonb)
returns jsonb language plpgsql
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  candidates uuid[];
  moves jsonb;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  select array_agg(id order by id) into candidates from (
    select id from holds where tenant_id = p_tenant_id and status = 'held' and id > p_after order by id limit p_limit) h;
  if candidates is null then
    return '{"last": null, "released": 0}';
  end if;
  perform from (select unnest(candidates) as id order by 1) c
  cross join lateral (select from holds where tenant_id = p_tenant_id and id = c.id for no key update) h;

  select jsonb_agg(jsonb_build_object('hold', h.id, 'release', h.amount - h.released - h.refunded)) into moves
  from unnest(candidates) c(id)
  cross join lateral (
    select * from holds where tenant_id = p_tenant_id and id = c.id and status = 'held' and disputed_at is null limit 1) h
  cross join lateral (select starts_at from offerings where tenant_id = p_tenant_id and id = h.offering_id limit 1) o
  where case p_from
      when 'purchase' then h.created_at
      when 'start' then coalesce(o.starts_at, h.created_at)
      else greatest(o.starts_at, h.created_at) end + make_interval(hours => p_hours) < p_now
    and not exists (select from hold_sessions(p_tenant_id, h));
  if moves is not null then
    perform holds_move(p_tenant_id, p_now, moves, p_by);
  end if;
  return jsonb_build_object(
    'last', case when cardinality(candidates) = p_limit then candidates[p_limit] end,
    'released', coalesce(jsonb_array_length(moves), 0));
end $$;
