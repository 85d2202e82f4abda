-- What becomes known while attendance is being told waits until it has been, so that it is told next. The others never wait.
create or replace function attendance_lock(p_tenant_id int, p_offering_id text)
returns void language sql as $$
  select pg_advisory_xact_lock_shared(hashtextextended('bursar.attendance/' || p_offering_id, p_tenant_id))
$$;

-- Whatever was told of a session is to be looked at again.
create or replace function attendance_changed(p_tenant_id int, p_offering_id text)
returns void language sql as $$
  update ended_sessions set is_stale = true where tenant_id = p_tenant_id and offering_id = p_offering_id and not is_stale
$$;

-- Keeps what was seen of a session. What is known already, by its id, is left alone; users whom nobody knows are answered. Its
-- payee is known by the offering, and a host by being reported as one: that they were there must not get lost, since
-- everybody's money goes back when they were not.
create or replace function attendance_store(p_tenant_id int, p_now timestamptz, p_offering_id text, p_source text, p_events jsonb)
returns jsonb language plpgsql as $$
declare
  unknown jsonb;
  stored int;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  perform attendance_lock(p_tenant_id, p_offering_id);
  with seen as materialized (
    select e.*, u.id is not null or e.user is null or e.host is true or e.user = o.payee_id as is_known
    from jsonb_to_recordset(p_events) e(id text, kind text, "user" text, connection text, host boolean, at timestamptz)
    left join offerings o on o.tenant_id = p_tenant_id and o.id = p_offering_id
    left join users u on u.tenant_id = p_tenant_id and u.id = e.user
  ), kept as (
    insert into attendance_events (tenant_id, offering_id, source, id, kind, user_id, connection, is_host, at, received_at)
    select p_tenant_id, p_offering_id, p_source, id, kind, "user", connection, coalesce(host, false), at, p_now
    from seen where is_known
    -- In one order, so that two batches that overlap never wait in a circle.
    order by id
    on conflict do nothing
    returning 1
  )
  select (select count(*) from kept),
    (select coalesce(jsonb_agg(distinct "user"), '[]') from seen where is_known is not true)
  into stored, unknown;
  if stored > 0 then
    perform attendance_changed(p_tenant_id, p_offering_id);
  end if;
  return jsonb_build_object('stored', stored, 'unknownUsers', unknown);
end $$;

-- The session that takes place in a room. Where several share one, that whose time is nearest.
create or replace function session_in_room(p_tenant_id int, p_room text, p_at timestamptz)
returns text language sql stable as $$
  select id from (
    select id, starts_at, ends_at from offerings where tenant_id = p_tenant_id and room = p_room and kind = 'session'
    union all
    select id, starts_at, ends_at from offerings where tenant_id = p_tenant_id and id = p_room and room is null and kind = 'session') s
  order by starts_at is null, greatest(starts_at - p_at, p_at - ends_at, interval '0'), id
  limit 1
$$;
