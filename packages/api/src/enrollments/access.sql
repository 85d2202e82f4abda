-- May this user enter? A pure read, in one call: it claims nothing, starts nothing and writes nothing.
create or replace function access_check(p_tenant_id int, p_now timestamptz, p_user_id text, p_offering_id text)
returns jsonb language plpgsql as $$
declare
  entitlement record;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  -- Any one reason is enough; the one that lasts longest is named. Of those that don't let in, the latest tells why.
  select source, enrollment_id, starts_at, expires_at into entitlement
  from entitlements
  where tenant_id = p_tenant_id and user_id = p_user_id and offering_id = p_offering_id and revoked_at is null
  order by (starts_at <= p_now and (expires_at is null or expires_at > p_now)) desc, expires_at desc nulls first
  limit 1;
  return jsonb_build_object('user', p_user_id, 'offering', p_offering_id, 'asOf', p_now,
    'allowed', coalesce(entitlement.starts_at <= p_now and (entitlement.expires_at is null or entitlement.expires_at > p_now), false),
    'reason', case
      when entitlement.enrollment_id is null then case
        when exists (select from offerings where tenant_id = p_tenant_id and id = p_offering_id) then 'not_enrolled'
        else 'no_such_offering' end
      when entitlement.starts_at > p_now then 'not_started'
      when entitlement.expires_at <= p_now then 'expired'
      else 'entitled' end,
    'source', entitlement.source, 'enrollment', entitlement.enrollment_id, 'expiresAt', entitlement.expires_at);
end $$;

-- All that an enroll button shows: the offering with its prices, access, and what the user can spend. Null without offering.
create or replace function offering_status(p_tenant_id int, p_now timestamptz, p_user_id text, p_offering_id text)
returns jsonb language plpgsql as $$
declare
  offering jsonb;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  offering := offering_document(p_tenant_id, p_offering_id);
  if offering is null then
    return null;
  end if;
  return jsonb_build_object('offering', offering,
    'access', access_check(p_tenant_id, p_now, p_user_id, p_offering_id),
    'balances', (
      select coalesce(jsonb_agg(jsonb_build_object('currency', p.currency, 'digits', c.digits, 'balance', coalesce(l.balance, 0))
        order by p.currency), '[]')
      from prices p
      join currencies c on c.tenant_id = p_tenant_id and c.code = p.currency
      left join accounts a on a.tenant_id = p_tenant_id and a.user_id = p_user_id and a.kind = 'wallet' and a.currency = p.currency
      left join lateral (
        select sum(balance) as balance from lots
        where tenant_id = p_tenant_id and account_id = a.id and (expires_at is null or expires_at > p_now)) l on true
      where p.tenant_id = p_tenant_id and p.offering_id = p_offering_id and p.ended_at is null));
end $$;
