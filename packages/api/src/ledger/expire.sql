-- Writes off what has expired in these wallets, which the caller has locked. Expiry is true at read time already: a spend
-- never sees an expired lot, whether or not this has run.
create or replace function ledger_expire(p_tenant_id int, p_now timestamptz, p_wallets bigint[])
returns int language plpgsql as $$
declare
  wallet record;
  written_off int := 0;
  v_id uuid;
  v_public_id text;
begin
  for wallet in
    select a.id, a.user_id, a.currency, a.balance, a.version, c.digits, l.amount
    from (
      select account_id, sum(balance)::bigint as amount from lots
      where tenant_id = p_tenant_id and account_id = any (p_wallets)
        and expires_at <= p_now and written_off_at is null and balance > 0
      group by account_id) l
    join accounts a on a.tenant_id = p_tenant_id and a.id = l.account_id and a.blocked_at is null
    join currencies c on c.tenant_id = p_tenant_id and c.code = a.currency
  loop
    v_id := uuidv7(p_now - clock_timestamp());
    v_public_id := typed_id('txn', v_id);
    insert into transactions (tenant_id, type, id, actor)
    values (p_tenant_id, 'expiry', v_id, 'job:expiry');
    with expired as (
      select id, balance, row_number() over (order by expires_at, id) as line from lots
      where tenant_id = p_tenant_id and account_id = wallet.id
        and expires_at <= p_now and written_off_at is null and balance > 0
    ), emptied as (
      update lots l set balance = 0 from expired e where l.tenant_id = p_tenant_id and l.id = e.id
    )
    insert into entries (tenant_id, version, transaction_id, account_id, amount, balance_after, lot_id, line)
    select p_tenant_id, wallet.version + 1, v_id, wallet.id, -balance, wallet.balance - wallet.amount, id, line from expired
    union all
    select p_tenant_id, null, v_id, ledger_platform_account(p_tenant_id, 'breakage', wallet.currency), wallet.amount,
      null, null, 0;
    update accounts set balance = balance - wallet.amount, version = version + 1
    where tenant_id = p_tenant_id and id = wallet.id;
    insert into events (tenant_id, id, type, user_id, data, created_at)
    values (p_tenant_id, uuidv7(p_now - clock_timestamp()), 'transaction.posted', wallet.user_id,
      jsonb_build_object('transaction', v_public_id, 'transactionType', 'expiry', 'currency', wallet.currency,
        'digits', wallet.digits, 'amount', -wallet.amount, 'balance', wallet.balance - wallet.amount,
        'version', wallet.version + 1), p_now);
    insert into audit_records (tenant_id, id, actor, action, object, before, after, created_at)
    values (p_tenant_id, uuidv7(p_now - clock_timestamp()), 'job:expiry', 'transaction.expiry',
      'wallet:' || wallet.user_id || '/' || wallet.currency, jsonb_build_object('balance', wallet.balance),
      jsonb_build_object('balance', wallet.balance - wallet.amount, 'transaction', v_public_id), p_now);
    written_off := written_off + 1;
  end loop;
  update lots set written_off_at = p_now
  where tenant_id = p_tenant_id and account_id = any (p_wallets)
    and expires_at <= p_now and written_off_at is null and balance = 0;
  return written_off;
end $$;

-- The job's part: finds wallets with something to write off, locks them in the common order, writes off.
create or replace function ledger_expire_due(p_tenant_id int, p_now timestamptz, p_limit int)
returns int language plpgsql as $$
declare
  wallets bigint[];
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  select array_agg(id order by id) into wallets from (
    select a.id from accounts a
    where a.tenant_id = p_tenant_id and a.blocked_at is null and a.id in (
      select l.account_id from lots l
      where l.tenant_id = p_tenant_id and l.expires_at <= p_now and l.written_off_at is null
      order by l.expires_at limit p_limit)
    order by a.id
    for no key update) locked;
  perform ledger_expire(p_tenant_id, p_now, wallets);
  return coalesce(cardinality(wallets), 0);
end $$;
