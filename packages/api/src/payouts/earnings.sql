-- What a payee can withdraw: what was earned and has matured, less what was taken back or is on its way out; never more than
-- there is.
create or replace function earnings_withdrawable(p_balance bigint, p_maturing bigint)
returns bigint language sql immutable as $$
  select greatest(p_balance - greatest(coalesce(p_maturing, 0), 0), 0)
$$;

-- The same, asked under the lock of the account by whoever withdraws.
create or replace function earnings_available(p_tenant_id int, p_now timestamptz, p_user_id text, p_currency text, p_balance bigint)
returns bigint language sql stable as $$
  select earnings_withdrawable(p_balance, sum(amount)::bigint) from earnings
  where tenant_id = p_tenant_id and user_id = p_user_id and currency = p_currency and available_at > p_now
$$;

-- A payee's earnings by currency, as they leave the API. One in which nothing was ever earned nor waits is left out.
create or replace function earnings_document(p_tenant_id int, p_now timestamptz, p_user_id text)
returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('user', p_user_id, 'currency', c.code, 'digits', c.digits,
    'held', coalesce(h.held, 0), 'balance', coalesce(a.balance, 0),
    'available', earnings_withdrawable(a.balance, m.amount),
    -- What is owed is settled first: of what matures, it takes its part.
    'maturing', greatest(least(coalesce(m.amount, 0), a.balance), 0),
    'nextAvailableAt', case when m.amount > 0 and a.balance > 0 then m.next end,
    'underWay', coalesce(p.under_way, 0), 'paid', coalesce(p.paid, 0),
    'owed', greatest(-coalesce(a.balance, 0), 0)) order by c.code), '[]')
  from currencies c
  left join lateral (
    select balance from accounts
    where tenant_id = p_tenant_id and user_id = p_user_id and kind = 'earnings' and currency = c.code limit 1) a on true
  left join lateral (
    select sum(amount - released - refunded)::bigint as held from holds
    where tenant_id = p_tenant_id and payee_id = p_user_id and currency = c.code and status = 'held') h on true
  left join lateral (
    select sum(amount)::bigint as amount, min(available_at) filter (where amount > 0) as next
    from (
      select available_at, sum(amount) as amount from earnings
      where tenant_id = p_tenant_id and user_id = p_user_id and currency = c.code and available_at > p_now
      group by available_at) d) m on true
  left join lateral (
    select sum(amount) filter (where status in ('requested', 'approved'))::bigint as under_way,
      sum(amount) filter (where status = 'paid')::bigint as paid
    from payouts where tenant_id = p_tenant_id and user_id = p_user_id and currency = c.code) p on true
  where c.tenant_id = p_tenant_id and (a.balance is not null or h.held is not null)
$$;
