-- Posts transactions between platform accounts and what payees have earned: releases, clawbacks, payouts. Wallets and their
-- lots are not touched here; they are ledger_post's.
--
-- Each element of p_transactions: id, type, actor, reason, reference, description, about, request_id, address.
-- Each of p_lines: transaction_id; user_id of an earnings account, or null and account, the kind of a platform account;
-- currency, amount; available_at of what was earned. Lines of one transaction on one account are one entry of it.
-- The lines of a transaction add up to zero, or none of it is posted.
--
-- Earnings may go below zero: what was paid out and is taken back is owed, and the next earnings settle it.
create or replace function ledger_post_lines(p_tenant_id int, p_now timestamptz, p_transactions jsonb, p_lines jsonb)
returns void language plpgsql
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  unbalanced text;
begin
  select transaction_id into unbalanced from ledger_lines(p_lines)
  group by transaction_id, currency having sum(amount) <> 0 limit 1;
  if unbalanced is not null then
    raise exception 'the lines of transaction % do not add up to zero', unbalanced;
  end if;

  insert into accounts (tenant_id, kind, currency, user_id, balance, version)
  select distinct p_tenant_id, 'earnings', currency, user_id, 0, 0
  from ledger_lines(p_lines) where user_id is not null
  order by 4, 3
  on conflict do nothing;
  perform ledger_platform_account(p_tenant_id, account, currency)
  from (select distinct account, currency from ledger_lines(p_lines) where user_id is null order by 1, 2) l;

  -- In one order, so that calls wait for each other but never in a circle.
  perform from (
    select a.id
    from (select distinct user_id, currency from ledger_lines(p_lines) where user_id is not null) l
    cross join lateral (
      select id from accounts
      where tenant_id = p_tenant_id and user_id = l.user_id and kind = 'earnings' and currency = l.currency limit 1) a
    order by a.id) l
  cross join lateral (select from accounts where tenant_id = p_tenant_id and id = l.id for no key update) a;

  with posted as materialized (
    select t.*, t.ordinality as place
    from rows from (jsonb_to_recordset(p_transactions) as (
      id uuid, type text, actor text, reason text, reference text, description text, about uuid, request_id text, address inet))
      with ordinality as t(id, type, actor, reason, reference, description, about, request_id, address, ordinality)
  ), line as materialized (
    select l.transaction_id, t.place, t.type, a.id as account_id, a.user_id, a.currency, a.balance, a.version, l.amount, l.available_at
    from (
      select transaction_id, user_id, account, currency, available_at, sum(amount) as amount
      from ledger_lines(p_lines) group by transaction_id, user_id, account, currency, available_at) l
    join posted t on t.id = l.transaction_id
    cross join lateral (
      select id, user_id, currency, balance, version from accounts
      where tenant_id = p_tenant_id and currency = l.currency
        and user_id is not distinct from l.user_id
        and kind = case when l.user_id is null then l.account else 'earnings' end
      limit 1) a
    where l.amount <> 0
  ), placed as materialized (
    select *,
      row_number() over (partition by transaction_id order by user_id nulls first, account_id, available_at) - 1 as number,
      -- An account takes one step for each transaction, whose lines all carry the balance that it left.
      version + dense_rank() over (partition by account_id order by place) as version_after,
      (balance + sum(amount) over (partition by account_id order by place))::bigint as balance_after
    from line
  ), new_transactions as (
    insert into transactions (tenant_id, type, id, actor, reason, reference, description, about)
    select p_tenant_id, type::transaction_type, id, actor, reason, reference, description, about from posted order by id
  ), new_entries as (
    insert into entries (tenant_id, version, transaction_id, account_id, amount, balance_after, line)
    select p_tenant_id, case when user_id is not null then version_after end, transaction_id, account_id, amount,
      case when user_id is not null then balance_after end, number
    from placed order by transaction_id, number
  ), new_earnings as (
    insert into earnings (tenant_id, transaction_id, line, user_id, currency, amount, available_at)
    select p_tenant_id, transaction_id, number, user_id, currency, amount, available_at
    from placed where user_id is not null and available_at is not null
  ), changed as (
    update accounts a set balance = p.balance_after, version = p.version_after
    from (
      select distinct on (account_id) account_id, balance_after, version_after from placed
      where user_id is not null order by account_id, place desc) p
    where a.tenant_id = p_tenant_id and a.id = p.account_id
  ), new_events as (
    insert into events (tenant_id, id, type, user_id, data, created_at)
    select p_tenant_id, uuidv7(p_now - clock_timestamp()), 'earnings.posted', user_id,
      jsonb_build_object('transaction', typed_id('txn', transaction_id), 'transactionType', min(type), 'currency', currency,
        'amount', sum(amount), 'balance', max(balance_after), 'version', max(version_after)), p_now
    from placed where user_id is not null
    group by transaction_id, user_id, currency
  )
  insert into audit_records (tenant_id, id, actor, action, object, request_id, address, after, created_at)
  select p_tenant_id, t.id, t.actor, 'transaction.' || t.type, 'transaction:' || typed_id('txn', t.id), t.request_id, t.address,
    jsonb_build_object('reason', t.reason, 'reference', t.reference), p_now
  from posted t;
end $$;

-- ROWS 1, and a language that is not inlined, for the reason that ledger_postings has them.
create or replace function ledger_lines(p_lines jsonb)
returns table (transaction_id uuid, user_id text, account text, currency text, amount bigint, available_at timestamptz)
language plpgsql immutable rows 1 as $$
begin
  return query
    select l.transaction_id, l.user_id, l.account, l.currency, l.amount, l.available_at
    from jsonb_to_recordset(p_lines) as l(
      transaction_id uuid, user_id text, account text, currency text, amount bigint, available_at timestamptz);
end $$;
