-- The plain postings of a call, all at once: grants, top-ups, deposits, spends and corrections that can't be refused. Called
-- by ledger_post, which has locked the wallets, and which takes one by one whatever is left out here: reversals, transfers,
-- overdrafts, replays, and all that happens to a wallet that is frozen, blocked, in debt, short of money, used in two ways,
-- or among p_special.
--
-- A statement for many postings costs little more than for one: this is where the ledger's speed comes from.
-- Answers an outcome for each posting, in order; null where it was left out.
create or replace function ledger_post_plain(p_tenant_id int, p_now timestamptz, p_postings jsonb, p_special bigint[])
returns jsonb[] language plpgsql as $$
declare
  outcomes jsonb[];
  is_taken boolean;
begin
  if jsonb_path_exists(p_postings, '$[*] ? (@.amount > 0)') then
    -- In the order of the postings: among equals the oldest lot is spent first. What cures a debt may need no lot.
    insert into lots (tenant_id, account_id, funding, refundable, expires_at, balance, created_at)
    select p_tenant_id, w.id, p.funding, p.refundable, p.expires_at, 0, p_now
    from ledger_postings(p_postings) p
    cross join lateral (
      select id from accounts
      where tenant_id = p_tenant_id and user_id = p.user_id and kind = 'wallet' and currency = p.currency limit 1) w
    where p.plain and p.amount > 0 and coalesce(p.expires_at > p_now, true) and w.id <> all (p_special) and (
      select id from lots
      where tenant_id = p_tenant_id and account_id = w.id and funding = p.funding and refundable = p.refundable
        and expires_at is not distinct from p.expires_at limit 1) is null and not exists (
      select from lots where tenant_id = p_tenant_id and account_id = w.id and funding = 'debt' and balance < 0)
    group by w.id, p.funding, p.refundable, p.expires_at
    order by min(p.place)
    on conflict do nothing;
  end if;

  with posting as materialized (
    select p.*, w.*, c.digits, a.against_id, p.amount > 0 as credit,
      p.plain and w.wallet_id <> all (p_special) and w.usable and not (w.frozen and p.restricted)
        and coalesce(least(p.expires_at, p.pending_until) > p_now, true) and a.against_id is not null and not exists (
          select from idempotency_records i where i.tenant_id = p_tenant_id and i.key = p.key) as eligible
    from ledger_postings(p_postings) p
    left join lateral (
      select id as wallet_id, ctid as wallet_place, balance as wallet_balance, version as wallet_version, frozen_at is not null as frozen,
        blocked_at is null and case when p.amount > 0 then not exists (
          select from lots l
          where l.tenant_id = p_tenant_id and l.account_id = accounts.id and l.funding = 'debt' and l.balance < 0)
        -- A balance that its lots don't bear out is not believed: what is taken must come from somewhere.
        else (
          select coalesce(sum(l.balance), 0) = accounts.balance and coalesce(min(l.balance), 0) >= 0 from lots l
          where l.tenant_id = p_tenant_id and l.account_id = accounts.id) end as usable
      from accounts
      where tenant_id = p_tenant_id and user_id = p.user_id and kind = 'wallet' and currency = p.currency limit 1) w on true
    left join lateral (
      select digits from currencies where tenant_id = p_tenant_id and code = p.currency limit 1) c on true
    left join lateral (
      select id as against_id from accounts
      where tenant_id = p_tenant_id and user_id is null and kind = p.against and currency = p.currency limit 1) a on true
  ), judged as materialized (
    select *,
      -- A wallet's postings go one way together, or they would not be in order.
      case when not eligible or not bool_and(against_id is not null) over (partition by wallet_id) then false
        when bool_and(credit) over wallet then wallet_balance + sum(amount) over wallet <= 9007199254740991
        when bool_and(not credit) over wallet then wallet_balance + sum(amount) over wallet >= 0
        else false end as accepted,
      wallet_balance + sum(amount) over upto_here as balance_after,
      wallet_version + row_number() over upto_here as version_after,
      -(sum(amount) over upto_here - amount) as spent_before
    from posting
    window wallet as (partition by wallet_id, eligible),
      upto_here as (partition by wallet_id, eligible order by place rows unbounded preceding)
  ), piece as materialized (
    select j.id, j.wallet_id, j.version_after, j.balance_after, l.lot_id, l.lot_place, l.line, l.amount
    from judged j
    cross join lateral (
      select lot_id, lot_place, row_number() over (order by upto) as line,
        (greatest(upto - balance, j.spent_before) - least(upto, j.spent_before - j.amount))::bigint as amount
      from (
        select id as lot_id, ctid as lot_place, balance, sum(balance) over (order by funding = 'paid', expires_at nulls last, id) as upto
        from lots
        where not j.credit and tenant_id = p_tenant_id and account_id = j.wallet_id and balance > 0
          and (expires_at is null or expires_at > p_now)) spendable
      where upto > j.spent_before and upto - balance < j.spent_before - j.amount
      union all
      select id, ctid, 1, j.amount from lots
      where j.credit and tenant_id = p_tenant_id and account_id = j.wallet_id and funding = j.funding
        and refundable = j.refundable and expires_at is not distinct from j.expires_at) l
    where j.accepted
  ), lots_changed as (
    -- By place: the wallets are locked, so no row has moved since it was read above.
    update lots l set balance = l.balance + p.amount, written_off_at = null
    from (select lot_place, sum(amount) as amount from piece group by lot_place) p
    where l.tenant_id = p_tenant_id and l.ctid = p.lot_place
  ), wallets_changed as (
    update accounts a set balance = a.balance + j.amount, version = a.version + j.postings
    from (select wallet_place, sum(amount) as amount, count(*) as postings from judged where accepted group by wallet_place) j
    where a.tenant_id = p_tenant_id and a.ctid = j.wallet_place
  ), new_transactions as (
    insert into transactions (tenant_id, type, id, actor, reason, reference, description, about, pending_until, metadata)
    -- In the order of their ids, here and below: an index that grows at its end stays half as large.
    select p_tenant_id, type::transaction_type, id, actor, reason, reference, description, about, pending_until, metadata
    from judged where accepted order by id
  ), new_entries as (
    insert into entries (tenant_id, version, transaction_id, account_id, amount, balance_after, lot_id, line)
    select p_tenant_id, version_after, id, wallet_id, amount, balance_after, lot_id, line from piece
    union all
    select p_tenant_id, null, id, against_id, -amount, null, null, 0 from judged where accepted
    order by 3, 8
  ), new_events as (
    insert into events (tenant_id, id, type, user_id, data, created_at)
    select p_tenant_id, uuidv7(p_now - clock_timestamp()), 'transaction.posted', user_id,
      jsonb_build_object('transaction', public_id, 'transactionType', type, 'currency', currency, 'digits', digits,
        'amount', amount, 'balance', balance_after, 'version', version_after), p_now
    from judged where accepted
  ), new_records as (
    insert into audit_records (tenant_id, id, actor, action, object, request_id, address, before, after, created_at)
    select p_tenant_id, uuidv7(p_now - clock_timestamp()), actor, 'transaction.' || type,
      'wallet:' || user_id || '/' || currency, request_id, address,
      jsonb_build_object('balance', balance_after - amount),
      jsonb_build_object('balance', balance_after, 'transaction', public_id), p_now
    from judged where accepted
  ), outcome as materialized (
    select place, accepted, key, fingerprint, jsonb_build_object('outcome', 'posted', 'id', public_id, 'user', user_id,
      'currency', currency, 'digits', digits, 'amount', amount, 'balance', balance_after, 'actor', actor, 'at', uuid_extract_timestamp(id)) as answer
    from judged
  ), new_outcomes as (
    -- In key order: two calls that race with the same keys wait for each other, never in a circle.
    insert into idempotency_records (tenant_id, key, fingerprint, outcome, created_at)
    select p_tenant_id, key, fingerprint, answer, p_now
    from outcome where accepted and key is not null order by key
    on conflict do nothing
    returning 1
  )
  select array_agg(case when accepted then answer end order by place),
    count(key) filter (where accepted) > (select count(*) from new_outcomes)
  into outcomes, is_taken
  from outcome;
  if is_taken then
    perform ledger_key_taken();
  end if;
  return outcomes;
end $$;
