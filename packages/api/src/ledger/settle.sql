-- Ends a pending transaction well: what was reserved becomes revenue. Answers null, or why not.
create or replace function ledger_settle(
  p_tenant_id int, p_now timestamptz, p_transaction_id uuid, p_new_id uuid, p_actor text, p_request_id text, p_address inet)
returns jsonb language plpgsql as $$
declare
  pending record;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  -- The wallet's lock decides between settling and failing at the same moment.
  perform from accounts where tenant_id = p_tenant_id and id in (
    select account_id from entries
    where tenant_id = p_tenant_id and transaction_id = p_transaction_id and version is not null)
  for no key update;
  select t.pending_until, s.outcome as ended, a.id as reserved_id, a.currency, -w.total as amount, w.user_id
  into pending
  from transactions t
  left join settlements s on s.tenant_id = p_tenant_id and s.transaction_id = t.id
  cross join lateral (
    select sum(e.amount) as total, min(a.user_id) as user_id
    from entries e join accounts a on a.tenant_id = p_tenant_id and a.id = e.account_id
    where e.tenant_id = p_tenant_id and e.transaction_id = t.id and e.version is not null) w
  left join entries r on r.tenant_id = p_tenant_id and r.transaction_id = t.id and r.line = 0
  left join accounts a on a.tenant_id = p_tenant_id and a.id = r.account_id
  where t.tenant_id = p_tenant_id and t.id = p_transaction_id;
  if not found then
    return '{"code": "transaction.not_found", "facts": {}}';
  elsif pending.pending_until is null or pending.ended is not null or pending.pending_until <= p_now then
    -- Overdue is as good as failed, whether or not the job has come by.
    return jsonb_build_object('code', 'transaction.not_pending', 'facts', jsonb_build_object('transactionStatus',
      coalesce(pending.ended, case when pending.pending_until is null then 'posted' else 'failed' end)));
  end if;
  insert into transactions (tenant_id, type, id, actor, about)
  values (p_tenant_id, 'settlement', p_new_id, p_actor, p_transaction_id);
  insert into entries (tenant_id, transaction_id, account_id, amount, line)
  values
    (p_tenant_id, p_new_id, pending.reserved_id, -pending.amount, 0),
    (p_tenant_id, p_new_id, ledger_platform_account(p_tenant_id, 'revenue', pending.currency), pending.amount, 1);
  insert into settlements (tenant_id, transaction_id, outcome, by_transaction_id)
  values (p_tenant_id, p_transaction_id, 'settled', p_new_id);
  insert into audit_records (tenant_id, id, actor, action, object, request_id, address, after, created_at)
  values (p_tenant_id, uuidv7(p_now - clock_timestamp()), p_actor, 'transaction.settlement',
    'wallet:' || pending.user_id || '/' || pending.currency, p_request_id, p_address,
    jsonb_build_object('transaction', typed_id('txn', p_new_id), 'settles', typed_id('txn', p_transaction_id)), p_now);
  return null;
end $$;

-- Gives back what has been pending for longer than it may. Answers how many it has given back; there may be more.
create or replace function ledger_fail_overdue(p_tenant_id int, p_now timestamptz)
returns int language plpgsql as $$
declare
  postings jsonb;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  select jsonb_agg(jsonb_build_object('id', o.id, 'public_id', typed_id('txn', o.id), 'type', 'reversal',
    'reverses', o.transaction_id, 'fails_pending', true, 'grace_days', 1, 'actor', 'job:fail-overdue-pending', 'reason', 'overdue'))
  into postings
  from (
    select uuidv7(p_now - clock_timestamp()) as id, t.id as transaction_id
    from transactions t
    where t.tenant_id = p_tenant_id and t.pending_until <= p_now
      and not exists (select from settlements s where s.tenant_id = p_tenant_id and s.transaction_id = t.id)
      -- Those of a blocked wallet wait for the operator, and no other waits for them.
      and not exists (
        select from entries e join accounts a on a.tenant_id = p_tenant_id and a.id = e.account_id
        where e.tenant_id = p_tenant_id and e.transaction_id = t.id and a.blocked_at is not null)
    order by t.pending_until
    limit 500) o;
  if postings is null then
    return 0;
  end if;
  return (
    select count(*) from jsonb_array_elements(ledger_post(p_tenant_id, p_now, postings)) o where o ->> 'outcome' = 'posted');
end $$;
