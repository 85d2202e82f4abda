-- Tells of a session that has ended how everybody attended: whatever is not told yet, or is another than was told. Answers the
-- session, and nothing when none is left. What nobody has measured is not told. One session a call: each is a transaction.
create or replace function attendance_record_next(p_tenant_id int, p_now timestamptz, p_ended_after timestamptz, p_ended_before timestamptz)
returns text language plpgsql as $$
declare
  session offerings;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  select o.* into session
  from offerings o
  left join ended_sessions d on d.tenant_id = p_tenant_id and d.offering_id = o.id
  where o.tenant_id = p_tenant_id and o.kind = 'session' and o.ends_at > p_ended_after and o.ends_at <= p_ended_before
    and o.cancelled_at is null and (d.offering_id is null or d.is_stale or d.ends_at <> o.ends_at)
  order by o.ends_at
  limit 1;
  if session.id is null
    or not pg_try_advisory_xact_lock(hashtextextended('bursar.attendance-record', p_tenant_id)) then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('bursar.attendance/' || session.id, p_tenant_id));
  if not exists (
    select from ended_sessions where tenant_id = p_tenant_id and offering_id = session.id and ends_at = session.ends_at) then
    insert into events (tenant_id, id, type, user_id, data, created_at)
    values (p_tenant_id, uuidv7(p_now - clock_timestamp()), 'session.ended', null, jsonb_build_object('offering', session.id,
      'hostPresent', session_host_seconds(p_tenant_id, p_now, session.id) > 0), p_now);
  end if;
  insert into ended_sessions as d (tenant_id, offering_id, ends_at, recorded_at) values (p_tenant_id, session.id, session.ends_at, p_now)
  on conflict (tenant_id, offering_id) do update set ends_at = excluded.ends_at, recorded_at = excluded.recorded_at, is_stale = false;
  with told as (
    insert into attendance_records as r (tenant_id, offering_id, user_id, minutes, percent, status, undecided, recorded_at)
    select p_tenant_id, session.id, a.user_id, a.seconds / 60, a.percent, a.status, a.undecided, p_now
    from session_attendance(p_tenant_id, p_now, session.id) a
    where a.undecided is distinct from 'not_measured'
    on conflict (tenant_id, offering_id, user_id) do update
      set minutes = excluded.minutes, percent = excluded.percent, status = excluded.status, undecided = excluded.undecided,
        recorded_at = excluded.recorded_at
      where (r.minutes, r.percent, r.status, r.undecided)
        is distinct from (excluded.minutes, excluded.percent, excluded.status, excluded.undecided)
    returning r.user_id, r.minutes, r.percent, r.status, r.undecided
  )
  insert into events (tenant_id, id, type, user_id, data, created_at)
  select p_tenant_id, uuidv7(p_now - clock_timestamp()), 'attendance.recorded', t.user_id, jsonb_build_object('offering', session.id,
    'minutes', t.minutes, 'percent', t.percent, 'status', t.status, 'undecided', t.undecided), p_now
  from told t;
  return session.id;
end $$;
