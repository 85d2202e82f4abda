-- The plain postings of a call, all at once: grants, top-ups, deposits, spends and corrections that can't be refused. Called
-- by ledger_post, which has locked the wallets, and which takes one by one whatever is left out here: reversals, transfers,
-- overdrafts, replays, and all that happens to a wallet that is frozen, blocked, in debt, short of money, used in two ways,
-- holds what has expired, or is among p_special.
--
-- A statement for many postings costs little more than for one: this is where the ledger's speed comes from.
-- Answers an outcome for each posting, in order; null where it was left out.
drop function if exists ledger_post_plain(int, timestamptz, jsonb, bigint[]);
create or replace function ledger_post_plain(
  p_tenant_id int, p_now timestamptz, p_postings jsonb, p_wallets bigint[], p_special bigint[], p_sides jsonb)
returns jsonb[] language plpgsql as $$
declare
  outcomes jsonb[];
begin
  if jsonb_path_exists(p_postings, '$[*] ? (@.amount > 0)') then
    -- In the order of the postings: among equals the oldest lot is spent first. What cures a debt may need no lot.
    insert into lots (tenant_id, account_id, funding, refundable, expires_at, balance, created_at)
    select p_tenant_id, p.own_wallet_id, p.funding, p.refundable, p.expires_at, 0, p_now
    from ledger_postings(p_postings, p_wallets, p_sides) p
    where p.plain and p.amount > 0 and coalesce(p.expires_at > p_now, true)
      and p.own_wallet_id is not null and p.own_wallet_id <> all (p_special) and (
      select id from lots
      where tenant_id = p_tenant_id and account_id = p.own_wallet_id and funding = p.funding and refundable = p.refundable
        and expires_at is not distinct from p.expires_at limit 1) is null and not exists (
      select from lots
      where tenant_id = p_tenant_id and account_id = p.own_wallet_id and funding = 'debt' and balance < 0 offset 0)
    group by p.own_wallet_id, p.funding, p.refundable, p.expires_at
    order by min(p.place)
    on conflict do nothing;
  end if;

  with posting as materialized (
    select p.*, w.*, p.amount > 0 as credit,
      p.plain and p.own_wallet_id <> all (p_special) and w.usable and not (w.frozen and p.restricted)
        and coalesce(least(p.expires_at, p.pending_until) > p_now, true) and not exists (
          select from idempotency_records i where i.tenant_id = p_tenant_id and i.key = p.key offset 0) as eligible
    from ledger_postings(p_postings, p_wallets, p_sides) p
    left join lateral (
      select id as wallet_id, ctid as wallet_place, balance as wallet_balance, version as wallet_version, frozen_at is not null as frozen,
        blocked_at is null and case when p.amount > 0 then not exists (
          select from lots l
          where l.tenant_id = p_tenant_id and l.account_id = accounts.id
            and (l.funding = 'debt' and l.balance < 0 or l.expires_at <= p_now and l.written_off_at is null))
        -- A balance that its lots don't bear out is not believed: what is taken must come from somewhere.
        else (
          select coalesce(sum(l.balance), 0) = accounts.balance and coalesce(min(l.balance), 0) >= 0
            and coalesce(bool_and(l.expires_at is null or l.expires_at > p_now or l.written_off_at is not null), true)
          from lots l
          where l.tenant_id = p_tenant_id and l.account_id = accounts.id) end as usable
      from accounts
      where tenant_id = p_tenant_id and id = p.own_wallet_id limit 1) w on true
  ), judged as materialized (
    select *,
      -- A wallet's postings go one way together, or they would not be in order.
      case when not eligible then false
        when bool_and(credit) over wallet then wallet_balance + sum(amount) over wallet <= 9007199254740991
        when bool_and(not credit) over wallet then wallet_balance + sum(amount) over wallet >= 0
        else false end as accepted,
      wallet_balance + sum(amount) over upto_here as balance_after,
      wallet_version + row_number() over upto_here as version_after,
      -(sum(amount) over upto_here - amount) as spent_before
    from posting
    window wallet as (partition by wallet_id, eligible),
      upto_here as (partition by wallet_id, eligible order by place rows unbounded preceding)
  ), spendable as (
    select j.id, j.wallet_id, j.version_after, j.balance_after, j.spent_before, j.spent_before - j.amount as spent_after,
      l.id as lot_id, l.ctid as lot_place, l.balance,
      sum(l.balance) over (
        partition by j.id order by l.funding = 'paid', l.expires_at nulls last, l.id rows unbounded preceding) as upto
    from judged j
    -- offset 0, here and elsewhere: each wallet's lots by their index, and never all of a tenant's.
    cross join lateral (
      select id, ctid, balance, funding, expires_at from lots
      where tenant_id = p_tenant_id and account_id = j.wallet_id and balance > 0
        and (expires_at is null or expires_at > p_now) offset 0) l
    where j.accepted and not j.credit
  ), piece as materialized (
    select id, wallet_id, version_after, balance_after, lot_id, lot_place,
      row_number() over (partition by id order by upto) as line,
      (greatest(upto - balance, spent_before) - least(upto, spent_after))::bigint as amount
    from spendable
    where upto > spent_before and upto - balance < spent_after
    union all
    select j.id, j.wallet_id, j.version_after, j.balance_after, l.id, l.ctid, 1, j.amount
    from judged j
    cross join lateral (
      select id, ctid from lots
      where tenant_id = p_tenant_id and account_id = j.wallet_id and funding = j.funding
        and refundable = j.refundable and expires_at is not distinct from j.expires_at limit 1) l
    where j.accepted and j.credit
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
    select p_tenant_id, null, id, side_id, -amount, null, null, 0 from judged where accepted
    order by 3, 8
  ), new_events as (
    insert into events (tenant_id, id, type, user_id, data, created_at)
    select p_tenant_id, id, 'transaction.posted', user_id,
      jsonb_build_object('transaction', public_id, 'transactionType', type, 'currency', currency, 'digits', digits,
        'amount', amount, 'balance', balance_after, 'version', version_after), p_now
    from judged where accepted
  ), new_records as (
    insert into audit_records (tenant_id, id, actor, action, object, request_id, address, before, after, created_at)
    select p_tenant_id, id, actor, 'transaction.' || type,
      'wallet:' || user_id || '/' || currency, request_id, address,
      jsonb_build_object('balance', balance_after - amount),
      jsonb_build_object('balance', balance_after, 'transaction', public_id), p_now
    from judged where accepted
  ), outcome as materialized (
    select place, key, fingerprint, case when accepted then jsonb_build_object('outcome', 'posted', 'id', public_id,
      'digits', digits, 'balance', balance_after, 'actor', actor) end as answer
    from judged
  ), new_outcomes as (
    -- In key order: two calls that race with the same keys wait for each other, never in a circle.
    insert into idempotency_records (tenant_id, key, fingerprint, outcome, created_at)
    select p_tenant_id, key, fingerprint, answer, p_now
    from outcome where answer is not null and key is not null order by key
  )
  select array_agg(answer order by place) into outcomes from outcome;
  return outcomes;
end $$;
