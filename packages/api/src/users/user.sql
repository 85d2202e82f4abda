-- A user on first sight, with the tenant's sign-up credit. Answers whether the user is new.
create or replace function ensure_user(p_tenant_id int, p_now timestamptz, p_user_id text, p_posting jsonb)
returns boolean language plpgsql as $$
declare
  is_new boolean;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  insert into users (tenant_id, id, created_at, updated_at) values (p_tenant_id, p_user_id, p_now, p_now)
  on conflict do nothing;
  is_new := found;
  if is_new then
    insert into events (tenant_id, id, type, user_id, data, created_at)
    values (p_tenant_id, uuidv7(p_now - clock_timestamp()), 'user.created', p_user_id, '{}', p_now);
    -- Refused when a user of this id had it before, deleted or not: once for ever.
    if p_posting is not null then
      perform ledger_post(p_tenant_id, p_now, jsonb_build_array(p_posting));
    end if;
  end if;
  return is_new;
end $$;
