-- The balance of a platform account: what was rolled up, plus the entries since.
create or replace function ledger_platform_balances(p_tenant_id int)
returns table (account text, currency text, digits smallint, balance bigint) language plpgsql as $$
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  return query
    with since as (
      -- All roll-ups of a tenant are made together, so one position serves for all.
      select coalesce(max(r.below), '0'::xid8) as below from rollups r where r.tenant_id = p_tenant_id
    ), recent as (
      select e.account_id, sum(e.amount) as amount
      from since
      join transactions t on t.tenant_id = p_tenant_id and t.xid >= since.below
      join entries e on e.tenant_id = p_tenant_id and e.transaction_id = t.id and e.version is null
      group by e.account_id
    )
    select a.kind, a.currency, c.digits, (coalesce(r.balance, 0) + coalesce(n.amount, 0))::bigint
    from accounts a
    join currencies c on c.tenant_id = p_tenant_id and c.code = a.currency
    left join rollups r on r.tenant_id = p_tenant_id and r.account_id = a.id
    left join recent n on n.account_id = a.id
    where a.tenant_id = p_tenant_id and a.user_id is null
    order by a.currency, a.kind;
end $$;

-- Rolls up the platform accounts and seals the ledger: both cover the transactions that were committed since the last time,
-- up to the oldest one that is still under way. One caller at a time per tenant.
create or replace function ledger_seal(p_tenant_id int, p_now timestamptz)
returns int language plpgsql as $$
declare
  new_below xid8 := pg_snapshot_xmin(pg_current_snapshot());
  old_below xid8;
  previous seals;
  sealed int;
  digest bytea;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  if not pg_try_advisory_xact_lock(hashtextextended('bursar.seal', p_tenant_id)) then
    return 0;
  end if;
  select * into previous from seals where tenant_id = p_tenant_id and chain = 'ledger' order by number desc limit 1;
  old_below := coalesce(previous.below, '0'::xid8);

  select count(*), ledger_digest(p_tenant_id, old_below, new_below, previous.hash) into sealed, digest
  from transactions where tenant_id = p_tenant_id and xid >= old_below and xid < new_below;
  if sealed = 0 then
    return 0;
  end if;

  insert into rollups as r (tenant_id, account_id, balance, below)
  select p_tenant_id, e.account_id, sum(e.amount), new_below
  from transactions t
  join entries e on e.tenant_id = p_tenant_id and e.transaction_id = t.id and e.version is null
  where t.tenant_id = p_tenant_id and t.xid >= old_below and t.xid < new_below
  group by e.account_id
  on conflict (tenant_id, account_id) do update set balance = r.balance + excluded.balance, below = excluded.below;
  update rollups set below = new_below where tenant_id = p_tenant_id and below <> new_below;

  insert into seals (tenant_id, chain, number, below, rows, hash, sealed_at)
  values (p_tenant_id, 'ledger', coalesce(previous.number, 0) + 1, new_below, sealed, digest, p_now);
  return sealed;
end $$;

-- The hash of all transactions between two positions, chained to the hash before. What can't be told apart by it is equal.
create or replace function ledger_digest(p_tenant_id int, p_from xid8, p_below xid8, p_previous bytea)
returns bytea language sql stable as $$
  select sha256(coalesce(p_previous, '') || coalesce(string_agg(sha256(convert_to(jsonb_build_array(
    t.id, t.type, t.actor, t.reason, t.reference, t.description, t.about, t.pending_until at time zone 'UTC', t.metadata, e.lines)::text, 'UTF8')), ''
    order by t.xid, t.id), ''))
  from transactions t
  left join lateral (
    select jsonb_agg(jsonb_build_array(line, account_id, lot_id, amount, balance_after, version) order by line) as lines
    from entries where tenant_id = p_tenant_id and transaction_id = t.id) e on true
  where t.tenant_id = p_tenant_id and t.xid >= p_from and t.xid < p_below
$$;

create or replace function audit_digest(p_tenant_id int, p_from xid8, p_below xid8, p_previous bytea)
returns bytea language sql stable as $$
  select sha256(coalesce(p_previous, '') || coalesce(string_agg(sha256(convert_to(jsonb_build_array(
    id, actor, action, object, request_id, address, before, after, created_at at time zone 'UTC')::text, 'UTF8')), ''
    order by xid, id), ''))
  from audit_records
  where tenant_id = p_tenant_id and xid >= p_from and xid < p_below
$$;

create or replace function audit_seal(p_tenant_id int, p_now timestamptz)
returns int language plpgsql as $$
declare
  new_below xid8 := pg_snapshot_xmin(pg_current_snapshot());
  previous seals;
  sealed int;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  if not pg_try_advisory_xact_lock(hashtextextended('bursar.audit_seal', p_tenant_id)) then
    return 0;
  end if;
  select * into previous from seals where tenant_id = p_tenant_id and chain = 'audit' order by number desc limit 1;
  select count(*) into sealed from audit_records
  where tenant_id = p_tenant_id and xid >= coalesce(previous.below, '0'::xid8) and xid < new_below;
  if sealed > 0 then
    insert into seals (tenant_id, chain, number, below, rows, hash, sealed_at)
    values (p_tenant_id, 'audit', coalesce(previous.number, 0) + 1, new_below, sealed,
      audit_digest(p_tenant_id, coalesce(previous.below, '0'::xid8), new_below, previous.hash), p_now);
  end if;
  return sealed;
end $$;

-- All that must be true of a ledger: answers what is not, and in which wallet. It only reads: a transaction with a number of
-- its own would hold back all who read events in order, for as long as the proof takes.
create or replace function ledger_verify(p_tenant_id int)
returns table (failed_check text, object text, detail text, account_id bigint) language plpgsql as $$
#variable_conflict use_column
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  return query
  select 'transaction_sums_to_zero', typed_id('txn', e.transaction_id), a.currency || ' sums to ' || sum(e.amount), null::bigint
  from entries e join accounts a on a.tenant_id = p_tenant_id and a.id = e.account_id
  where e.tenant_id = p_tenant_id
  group by e.transaction_id, a.currency having sum(e.amount) <> 0;

  return query
  select 'transaction_sums_to_zero', typed_id('txn', t.id), 'has no entries, or one that belongs to no account', null::bigint
  from transactions t
  where t.tenant_id = p_tenant_id and not exists (
    select from entries e join accounts a on a.tenant_id = p_tenant_id and a.id = e.account_id
    where e.tenant_id = p_tenant_id and e.transaction_id = t.id);

  return query
  select 'balance_equals_entries', a.kind || ':' || a.user_id || '/' || a.currency,
    'balance ' || a.balance || ', entries ' || coalesce(e.amount, 0), a.id
  from accounts a
  left join (
    select account_id, sum(amount) as amount from entries where tenant_id = p_tenant_id and version is not null
    group by account_id) e on e.account_id = a.id
  where a.tenant_id = p_tenant_id and a.user_id is not null and a.balance <> coalesce(e.amount, 0);

  return query
  select 'versions_have_no_gap', a.kind || ':' || a.user_id || '/' || a.currency,
    'version ' || a.version || ', ' || coalesce(e.versions, 0) || ' in its entries, up to ' || coalesce(e.last, 0), a.id
  from accounts a
  left join (
    select account_id, count(distinct version) as versions, max(version) as last from entries
    where tenant_id = p_tenant_id and version is not null group by account_id) e on e.account_id = a.id
  where a.tenant_id = p_tenant_id and a.user_id is not null
    and (a.version <> coalesce(e.versions, 0) or a.version <> coalesce(e.last, 0));

  return query
  select 'running_balance_is_right', a.kind || ':' || a.user_id || '/' || a.currency,
    'version ' || min(e.version) || ' is the first that is not', a.id
  from (
    select account_id, version, min(balance_after) as balance_after,
      sum(sum(amount)) over (partition by account_id order by version) as running
    from entries where tenant_id = p_tenant_id and version is not null
    group by account_id, version) e
  join accounts a on a.tenant_id = p_tenant_id and a.id = e.account_id
  where e.balance_after <> e.running
  group by a.id, a.kind, a.user_id, a.currency;

  return query
  select 'lots_equal_balance', a.kind || ':' || a.user_id || '/' || a.currency,
    'balance ' || a.balance || ', lots ' || coalesce(l.amount, 0), a.id
  from accounts a
  left join (
    select account_id, sum(balance) as amount from lots where tenant_id = p_tenant_id group by account_id) l on l.account_id = a.id
  where a.tenant_id = p_tenant_id and a.kind = 'wallet' and a.balance <> coalesce(l.amount, 0);

  return query
  select 'lots_equal_balance', a.kind || ':' || a.user_id || '/' || a.currency,
    'a ' || l.funding || ' lot has ' || l.balance || ', its entries ' || coalesce(e.amount, 0), a.id
  from lots l
  join accounts a on a.tenant_id = p_tenant_id and a.id = l.account_id
  left join (
    select lot_id, sum(amount) as amount from entries where tenant_id = p_tenant_id and lot_id is not null
    group by lot_id) e on e.lot_id = l.id
  where l.tenant_id = p_tenant_id and l.balance <> coalesce(e.amount, 0);

  return query
  select 'reversals_stay_within_the_original', typed_id('txn', r.reverses),
    'reversals of ' || sum(r.reversed_after - r.reversed_before) || ' for ' || min(o.amount), null::bigint
  from reversals r
  cross join lateral (
    select abs(sum(amount)) as amount from entries
    where tenant_id = p_tenant_id and transaction_id = r.reverses and version is not null) o
  where r.tenant_id = p_tenant_id
  group by r.reverses
  having sum(r.reversed_after - r.reversed_before) > min(o.amount) or min(r.original_amount) <> min(o.amount)
    or max(r.original_amount) <> min(o.amount) or min(r.reversed_before) <> 0
    or sum(r.reversed_after - r.reversed_before) <> max(r.reversed_after);

  return query
  select 'rollup_equals_entries', b.account || '/' || b.currency, 'rolled up ' || b.balance || ', entries ' || coalesce(e.amount, 0), null::bigint
  from ledger_platform_balances(p_tenant_id) b
  join accounts a on a.tenant_id = p_tenant_id and a.user_id is null and a.kind = b.account and a.currency = b.currency
  left join (
    select account_id, sum(amount) as amount from entries where tenant_id = p_tenant_id and version is null
    group by account_id) e on e.account_id = a.id
  where b.balance <> coalesce(e.amount, 0);

  return query
  select 'holds_equal_movements', typed_id('hold', h.id),
    'released ' || h.released || ' and refunded ' || h.refunded || ', its movements ' || coalesce(m.released, 0) || ' and ' || coalesce(m.refunded, 0),
    null::bigint
  from holds h
  left join (
    select hold_id, sum(case kind when 'release' then amount when 'clawback' then -amount end) as released,
      sum(amount) filter (where kind = 'refund') as refunded
    from hold_movements where tenant_id = p_tenant_id group by hold_id) m on m.hold_id = h.id
  where h.tenant_id = p_tenant_id and (h.released <> coalesce(m.released, 0) or h.refunded <> coalesce(m.refunded, 0));

  return query
  select 'holds_equal_escrow', 'escrow/' || b.currency, 'balance ' || b.balance || ', held ' || coalesce(h.held, 0), null::bigint
  from ledger_platform_balances(p_tenant_id) b
  left join (
    select currency, sum(amount - released - refunded) as held from holds where tenant_id = p_tenant_id group by currency) h
    on h.currency = b.currency
  where b.account = 'escrow' and b.balance <> coalesce(h.held, 0);

  return query
  select 'payouts_equal_account', 'payouts/' || b.currency, 'balance ' || b.balance || ', under way ' || coalesce(p.amount, 0), null::bigint
  from ledger_platform_balances(p_tenant_id) b
  left join (
    select currency, sum(amount) as amount from payouts
    where tenant_id = p_tenant_id and end_transaction_id is null group by currency) p on p.currency = b.currency
  where b.account = 'payouts' and b.balance <> coalesce(p.amount, 0);

  return query
  select case when s.chain = 'ledger' then 'seals_match' else 'audit_seals_match' end, s.chain || ' seal ' || s.number,
    'the rows it covers are not those that were sealed', null::bigint
  from (
    select *, lag(below) over chain as from_xid, lag(hash) over chain as previous_hash
    from seals where tenant_id = p_tenant_id window chain as (partition by chain order by number)) s
  where s.hash is distinct from case s.chain
    when 'ledger' then ledger_digest(p_tenant_id, coalesce(s.from_xid, '0'::xid8), s.below, s.previous_hash)
    else audit_digest(p_tenant_id, coalesce(s.from_xid, '0'::xid8), s.below, s.previous_hash) end;
end $$;
