-- The wallets of a user as they are at p_now, in one call: all of them, or that of one currency. Null for an unknown user;
-- an empty array for an unknown currency. A wallet that was never used is empty, not missing.
create or replace function wallet_read(p_tenant_id int, p_now timestamptz, p_user_id text, p_currency text)
returns jsonb language plpgsql as $$
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  if not exists (select from users where tenant_id = p_tenant_id and id = p_user_id) then
    return null;
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'user', p_user_id, 'currency', c.code, 'digits', c.digits,
      'balance', coalesce(l.balance, 0), 'refundable', coalesce(l.refundable, 0), 'promotional', coalesce(l.promotional, 0),
      'lots', coalesce(l.lots, '[]'),
      'frozen', case when a.frozen_at is not null
        then jsonb_build_object('reason', a.frozen_reason, 'since', a.frozen_at) end) order by c.code), '[]')
    from currencies c
    left join accounts a on a.tenant_id = p_tenant_id and a.user_id = p_user_id and a.kind = 'wallet' and a.currency = c.code
    left join lateral (
      select sum(balance) as balance, sum(balance) filter (where refundable) as refundable,
        sum(balance) filter (where funding = 'promotional') as promotional,
        jsonb_agg(jsonb_build_object('funding', funding, 'refundable', refundable, 'expiresAt', expires_at, 'amount', balance)
          order by funding = 'debt', funding = 'paid', expires_at nulls last, id) as lots
      from lots
      where tenant_id = p_tenant_id and account_id = a.id and balance <> 0 and (expires_at is null or expires_at > p_now)) l on true
    where c.tenant_id = p_tenant_id and (p_currency is null or c.code = p_currency));
end $$;
