-- How money goes into and out of a wallet's lots. Each function changes lots of a wallet that the caller has locked, and
-- answers the lines of that change (account, amount and lot); the caller gives them their transaction, version and balance.

-- The account of the platform in one currency. Derived accounts have no balance row to fight over.
create or replace function ledger_platform_account(p_tenant_id int, p_kind text, p_currency text)
returns bigint language plpgsql as $$
declare
  account_id bigint;
begin
  select id into account_id from accounts
  where tenant_id = p_tenant_id and user_id is null and kind = p_kind and currency = p_currency;
  if account_id is null and p_kind is not null and p_currency is not null then
    insert into accounts (tenant_id, kind, currency) values (p_tenant_id, p_kind, p_currency) on conflict do nothing;
    select id into account_id from accounts
    where tenant_id = p_tenant_id and user_id is null and kind = p_kind and currency = p_currency;
  end if;
  return account_id;
end $$;

-- Puts money into the lot with these terms. What the user owes is cured first.
create or replace function ledger_credit(
  p_tenant_id int, p_now timestamptz, p_account_id bigint, p_amount bigint,
  p_funding text, p_refundable boolean, p_expires_at timestamptz)
returns entries[] language plpgsql as $$
declare
  lines entries[] := '{}';
  debt record;
  cured bigint := 0;
  v_lot_id bigint;
begin
  select id, balance into debt from lots
  where tenant_id = p_tenant_id and account_id = p_account_id and funding = 'debt' and not refundable
    and expires_at is null and balance < 0;
  if found then
    cured := least(p_amount, -debt.balance);
    update lots set balance = balance + cured where tenant_id = p_tenant_id and id = debt.id;
    lines := lines || row(p_tenant_id, 0, null, null, p_account_id, cured, null, debt.id)::entries;
  end if;
  if p_amount > cured then
    insert into lots as l (tenant_id, account_id, funding, refundable, expires_at, balance, created_at)
    values (p_tenant_id, p_account_id, p_funding, p_refundable, p_expires_at, p_amount - cured, p_now)
    on conflict (tenant_id, account_id, funding, refundable, expires_at)
    do update set balance = l.balance + excluded.balance, written_off_at = null
    returning l.id into v_lot_id;
    lines := lines || row(p_tenant_id, 0, null, null, p_account_id, p_amount - cured, null, v_lot_id)::entries;
  end if;
  return lines;
end $$;

-- What a wallet lacks becomes what its user owes.
create or replace function ledger_owe(p_tenant_id int, p_now timestamptz, p_account_id bigint, p_amount bigint)
returns entries language plpgsql as $$
declare
  v_lot_id bigint;
begin
  insert into lots as l (tenant_id, account_id, funding, refundable, balance, created_at)
  values (p_tenant_id, p_account_id, 'debt', false, -p_amount, p_now)
  on conflict (tenant_id, account_id, funding, refundable, expires_at) do update set balance = l.balance + excluded.balance
  returning l.id into v_lot_id;
  return row(p_tenant_id, 0, null, null, p_account_id, -p_amount, null, v_lot_id)::entries;
end $$;

-- Takes money out: promotional before paid, soonest expiry first, then oldest. All or nothing, unless it may be owed.
create or replace function ledger_take(
  p_tenant_id int, p_now timestamptz, p_account_id bigint, p_amount bigint, p_currency text,
  p_restricted boolean, p_overdraft boolean, out refusal jsonb, out lines entries[])
language plpgsql as $$
declare
  available bigint;
  debt bigint;
begin
  select coalesce(sum(balance) filter (where funding <> 'debt' and (expires_at is null or expires_at > p_now)), 0),
    coalesce(-sum(balance) filter (where funding = 'debt'), 0)
  into available, debt
  from lots where tenant_id = p_tenant_id and account_id = p_account_id and balance <> 0;

  if debt > 0 and p_restricted then
    refusal := jsonb_build_object('code', 'wallet.in_debt', 'facts', jsonb_build_object('currency', p_currency, 'debt', debt));
  elsif available < p_amount and not coalesce(p_overdraft, false) then
    refusal := jsonb_build_object('code', 'wallet.insufficient_funds', 'facts',
      jsonb_build_object('currency', p_currency, 'needed', p_amount, 'available', available));
  else
    with spendable as (
      select id, balance,
        row_number() over spending_order as place,
        sum(balance) over spending_order - balance as before
      from lots
      where tenant_id = p_tenant_id and account_id = p_account_id and balance > 0
        and (expires_at is null or expires_at > p_now)
      window spending_order as (order by funding = 'paid', expires_at nulls last, id rows unbounded preceding)
    ), taken as (
      update lots l set balance = l.balance - least(s.balance, p_amount - s.before)
      from spendable s
      where l.tenant_id = p_tenant_id and l.id = s.id and s.before < p_amount
      returning l.id, s.place, least(s.balance, p_amount - s.before) as amount
    )
    select coalesce(array_agg(row(p_tenant_id, 0, null, null, p_account_id, -amount, null, id)::entries order by place), '{}')
    into lines from taken;
    if available < p_amount then
      lines := lines || ledger_owe(p_tenant_id, p_now, p_account_id, p_amount - available);
    end if;
  end if;
end $$;

-- Why a posting has no wallet.
create or replace function ledger_refuse_missing(p_tenant_id int, p_user_id text, p_currency text, p_reverses uuid)
returns jsonb language sql as $$
  select case
    when p_reverses is not null then '{"code": "transaction.not_found", "facts": {}}'
    when not exists (select from users where tenant_id = p_tenant_id and id = p_user_id)
      then '{"code": "user.not_found", "facts": {}}'
    else jsonb_build_object('code', 'currency.not_found', 'facts', jsonb_build_object('currency', p_currency))
  end
$$;

-- What an adjustment may not be about. A deposit is taken back by reversing it, under the reference of its contract.
create or replace function ledger_refuse_about(p_tenant_id int, p_about uuid)
returns jsonb language sql as $$
  select case
    when t.id is null then '{"code": "transaction.not_found", "facts": {}}'::jsonb
    when t.type = 'deposit' then '{"code": "transaction.deposit_not_adjustable", "facts": {}}'
  end
  from (select) nothing left join transactions t on t.tenant_id = p_tenant_id and t.id = p_about
$$;
