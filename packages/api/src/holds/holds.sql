-- Money in escrow: how a hold begins, who shares it, and how it moves out.

-- Opens a hold for each purchase; called by enroll, which has taken the money. Each element of p_purchases: enrollment_id,
-- entitlement_id, transaction_id, user_id, offering_id, payee_id, plan_id or null, currency, amount.
create or replace function holds_open(p_tenant_id int, p_now timestamptz, p_purchases jsonb)
returns void language plpgsql as $$
begin
  with opened as (
    insert into holds (tenant_id, id, entitlement_id, enrollment_id, transaction_id, user_id, offering_id, payee_id, referrer_id,
      plan_id, plan_version, currency, amount, created_at)
    select p_tenant_id, uuidv7(p_now - clock_timestamp()), p.entitlement_id, p.enrollment_id, p.transaction_id, p.user_id,
      p.offering_id, p.payee_id, u.referrer_id, p.plan_id, v.version, p.currency, p.amount, p_now
    from jsonb_to_recordset(p_purchases) as p(
      enrollment_id uuid, entitlement_id uuid, transaction_id uuid, user_id text, offering_id text, payee_id text,
      plan_id text, currency text, amount bigint)
    left join lateral (
      select version from split_plans where tenant_id = p_tenant_id and id = p.plan_id order by version desc limit 1) v on true
    left join lateral (select referrer_id from users where tenant_id = p_tenant_id and id = p.user_id limit 1) u on true
    returning *
  )
  insert into events (tenant_id, id, type, user_id, data, created_at)
  select p_tenant_id, uuidv7(p_now - clock_timestamp()), 'hold.created', user_id, hold_fact(enrollment_id, id, offering_id, currency, amount), p_now
  from opened;
end $$;

-- What each event about a hold tells.
create or replace function hold_fact(p_enrollment_id uuid, p_hold_id uuid, p_offering_id text, p_currency text, p_amount bigint)
returns jsonb language sql immutable as $$
  select jsonb_build_object('hold', typed_id('hold', p_hold_id), 'enrollment', typed_id('enr', p_enrollment_id),
    'offering', p_offering_id, 'currency', p_currency, 'amount', p_amount)
$$;

-- What the table of plans holds to, from a superuser, too. A share without points is none.
create or replace function split_shares_are_whole(p_shares jsonb) returns boolean language sql immutable as $$
  select sum((s ->> 'basisPoints')::int) = 10000 and coalesce(bool_and((s ->> 'basisPoints')::int > 0), false)
    and count(s ->> 'basisPoints') = count(*) and count(*) filter (where (s -> 'takesResidue')::boolean) = 1
  from jsonb_array_elements(p_shares) s
$$;

-- An amount by a plan: [{"user": "42", "amount": 70}, {"user": null, "amount": 30}], where null is the platform. Each share is
-- rounded down; what is left goes to the party that takes the residue, so that they add up to the unit. Without a plan all is
-- the payee's. A referrer's share is the platform's when there is none.
create or replace function split_amount(p_shares jsonb, p_amount bigint, p_payee text, p_referrer text)
returns jsonb language sql immutable as $$
  with share as (
    select case s ->> 'party' when 'payee' then p_payee when 'referrer' then p_referrer when 'user' then s ->> 'user' end as user_id,
      coalesce((s -> 'takesResidue')::boolean, false) as takes_residue,
      -- In two parts: the product of the largest amount with 10,000 is too large for a bigint.
      p_amount / 10000 * (s ->> 'basisPoints')::int + p_amount % 10000 * (s ->> 'basisPoints')::int / 10000 as amount
    from jsonb_array_elements(coalesce(p_shares, '[{"party": "payee", "basisPoints": 10000, "takesResidue": true}]')) s
  ), whole as (
    select user_id, sum(amount + case when takes_residue then p_amount - (select sum(amount) from share) else 0 end)::bigint as amount
    from share group by user_id
  )
  select jsonb_agg(jsonb_build_object('user', user_id, 'amount', amount) order by user_id nulls last) from whole where amount > 0
$$;

-- From what an amount is taken back, by the instant from which it may be withdrawn: the latest first, so that nothing is owed of
-- what nobody can withdraw yet, and nothing that was taken back can be withdrawn.
create or replace function clawback_dates(p_tenant_id int, p_hold_id uuid, p_amount bigint)
returns table (available_at timestamptz, amount bigint) language sql stable rows 1 as $$
  select available_at, least(has, p_amount - later)::bigint
  from (
    select available_at, has, sum(has) over (order by available_at desc) - has as later
    from (
      select available_at, sum(case kind when 'release' then amount else -amount end) as has
      from hold_movements
      where tenant_id = p_tenant_id and hold_id = p_hold_id and kind <> 'refund' and amount > 0
      group by available_at) d
    where has > 0) d
  where later < p_amount
$$;

drop function if exists split_clawback(int, uuid, bigint), hold_shares_now(int, uuid);
-- Takes an amount of one date back from whoever has it, each in proportion to what they have, to the unit.
create or replace function split_clawback(p_tenant_id int, p_hold_id uuid, p_amount bigint, p_available_at timestamptz)
returns jsonb language sql stable as $$
  with has as (
    select user_id, amount, sum(amount) over () as total
    from (
      select s ->> 'user' as user_id, sum(case m.kind when 'release' then 1 else -1 end * (s ->> 'amount')::bigint)::bigint as amount
      from hold_movements m cross join lateral jsonb_array_elements(m.shares) s
      where m.tenant_id = p_tenant_id and m.hold_id = p_hold_id and m.available_at = p_available_at and m.shares is not null
      group by 1) s
    where amount > 0
  ), lost as (
    select user_id, amount, (p_amount::numeric * amount / total)::numeric as exact, floor(p_amount::numeric * amount / total)::bigint as part
    from has
  ), ranked as (
    -- The units that rounding leaves: one each, from those who would have lost the most of it.
    select user_id, amount, part, row_number() over (order by exact - part desc, user_id nulls first) as rank,
      p_amount - sum(part) over () as left_over
    from lost
  )
  select jsonb_agg(jsonb_build_object('user', user_id, 'amount', part + case when rank <= left_over then 1 else 0 end)
    order by user_id nulls last)
  from ranked where part + case when rank <= left_over then 1 else 0 end > 0
$$;

-- The sessions that a hold still waits for: its own, or those of its course, each until it was settled. What was over or
-- cancelled before the purchase was not bought; whose reason has ended waits for what was over by then. A session without an
-- end is none that money could wait for.
create or replace function hold_sessions(p_tenant_id int, p_hold holds)
returns table (id text, ends_at timestamptz) language sql stable rows 5 as $$
  select s.id, s.ends_at
  from (
    select p_hold.offering_id as id
    union all
    select included_id from inclusions where tenant_id = p_tenant_id and offering_id = p_hold.offering_id) o
  cross join lateral (
    select id, ends_at, cancelled_at from offerings
    where tenant_id = p_tenant_id and id = o.id and kind = 'session' and (ends_at is not null or cancelled_at is not null) limit 1) s
  cross join lateral (
    select least(revoked_at, expires_at) as until from entitlements
    where tenant_id = p_tenant_id and id = p_hold.entitlement_id limit 1) e
  where (s.id = p_hold.offering_id or (
      coalesce(s.ends_at > p_hold.created_at, true) and coalesce(s.cancelled_at >= p_hold.created_at, true)
      and (e.until is null or s.ends_at <= e.until)))
    and not exists (
      select from hold_movements m
      where m.tenant_id = p_tenant_id and m.hold_id = p_hold.id and m.session_id = s.id offset 0)
$$;

-- Moves money out of holds that the caller has locked, many in one call. Each element of p_moves: hold; release, refund and
-- clawback, in minor units; session that it is for, or null. A clawback brings released money back first, so that it can be
-- refunded. A hold may stand there for several sessions, but give back in one element only. p_by: actor, request_id, address,
-- reason, available_at of what is released, grace_days and to_credit of refunds.
--
-- A hold whose refund can't be posted (its wallet is blocked, say) is left alone, and the others go on. Answers
-- {"refunds": [{"hold", "outcome"}], "left": [hold]}.
create or replace function holds_move(p_tenant_id int, p_now timestamptz, p_moves jsonb, p_by jsonb)
returns jsonb language plpgsql
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  moves jsonb := p_moves;
  refunds jsonb;
  outcomes jsonb;
  left_alone jsonb;
  transactions jsonb;
  lines jsonb;
begin
  -- Wallets first, earnings after: in one order, so that calls never wait in a circle.
  select jsonb_agg(jsonb_build_object('hold', m.hold, 'id', m.id, 'public_id', typed_id('txn', m.id), 'type', 'reversal',
      'against', 'escrow', 'reverses', h.transaction_id, 'amount', m.refund, 'actor', p_by ->> 'actor', 'reason', p_by ->> 'reason',
      'grace_days', p_by -> 'grace_days', 'funding', case when (p_by -> 'to_credit')::boolean then 'promotional' end,
      'request_id', p_by ->> 'request_id', 'address', p_by ->> 'address') order by m.hold)
  into refunds
  from (
    select hold, refund, uuidv7(p_now - clock_timestamp()) as id
    from jsonb_to_recordset(p_moves) as m(hold uuid, refund bigint) where refund > 0) m
  cross join lateral (select transaction_id from holds where tenant_id = p_tenant_id and id = m.hold limit 1) h;
  if refunds is not null then
    outcomes := ledger_post(p_tenant_id, p_now, refunds);
    select jsonb_agg(r.value || jsonb_build_object('outcome', o.value) order by r.place),
      coalesce(jsonb_agg(r.value -> 'hold') filter (where o.value ->> 'outcome' <> 'posted'), '[]')
    into refunds, left_alone
    from jsonb_array_elements(refunds) with ordinality as r(value, place)
    join jsonb_array_elements(outcomes) with ordinality as o(value, place) using (place);
    select coalesce(jsonb_agg(m), '[]') into moves from jsonb_array_elements(p_moves) m where not left_alone ? (m ->> 'hold');
  end if;

  with move as materialized (
    select m.hold, m.session, kind.*
    from jsonb_to_recordset(moves) as m(hold uuid, session text, release bigint, refund bigint, clawback bigint)
    -- In this order: what is refunded may have to come back first.
    cross join lateral (
      select 1, 'clawback', amount, available_at from clawback_dates(p_tenant_id, m.hold, m.clawback)
      union all
      values (2, 'refund', m.refund, null), (3, 'release', m.release, (p_by ->> 'available_at')::timestamptz)
    ) kind(place, kind, amount, available_at)
    where kind.amount > 0 or kind.kind = 'release' and kind.amount = 0 and coalesce(m.refund, 0) = 0
  ), hold as materialized (
    select h.*, (
      select max(number) from hold_movements m where m.tenant_id = p_tenant_id and m.hold_id = h.id) as last_number,
      case when h.referrer_id in (h.payee_id, h.user_id) then null else h.referrer_id end as paid_referrer
    from (select distinct hold from move) m
    cross join lateral (select * from holds where tenant_id = p_tenant_id and id = m.hold limit 1) h
  ), split as materialized (
    -- After a webinar all have paid the same: a sum is divided once, however many paid it.
    select d.*, split_amount(p.shares, d.amount, d.payee_id, d.paid_referrer) as shares
    from (
      select distinct h.plan_id, h.plan_version, h.payee_id, h.paid_referrer, m.amount
      from move m join hold h on h.id = m.hold where m.kind = 'release' and m.amount > 0) d
    left join lateral (
      select shares from split_plans
      where tenant_id = p_tenant_id and id = d.plan_id and version = d.plan_version limit 1) p on true
  ), payee as materialized (
    -- One transaction for what one payee gets, or loses, in one currency.
    select m.kind, h.payee_id, h.currency, uuidv7(p_now - clock_timestamp()) as id
    from move m join hold h on h.id = m.hold where m.kind <> 'refund' and m.amount > 0
    group by m.kind, h.payee_id, h.currency
  ), movement as materialized (
    select m.hold, m.session, m.kind, m.place, m.amount, h.enrollment_id, h.user_id, h.offering_id, h.payee_id, h.currency,
      h.amount as hold_amount,
      coalesce(h.last_number, 0) + row_number() over in_order as number,
      h.released + coalesce(sum(m.effect_on_released) over before, 0) as released_before,
      h.refunded + coalesce(sum(m.effect_on_refunded) over before, 0) as refunded_before,
      m.effect_on_released, m.effect_on_refunded,
      coalesce(p.id, r.id) as transaction_id,
      case when m.amount > 0 then case m.kind
        when 'release' then s.shares when 'clawback' then split_clawback(p_tenant_id, m.hold, m.amount, m.available_at) end end as shares,
      m.available_at
    from (
      select *, case kind when 'release' then amount when 'clawback' then -amount else 0 end as effect_on_released,
        case kind when 'refund' then amount else 0 end as effect_on_refunded
      from move) m
    join hold h on h.id = m.hold
    left join payee p on m.amount > 0 and p.kind = m.kind and p.payee_id = h.payee_id and p.currency = h.currency
    left join split s on m.kind = 'release' and s.amount = m.amount and s.payee_id = h.payee_id
      and s.plan_id is not distinct from h.plan_id and s.plan_version is not distinct from h.plan_version
      and s.paid_referrer is not distinct from h.paid_referrer
    left join lateral (
      select r.id from jsonb_to_recordset(refunds) as r(hold uuid, id uuid)
      where m.kind = 'refund' and r.hold = m.hold limit 1) r on true
    window in_order as (partition by m.hold order by m.place, m.available_at desc, m.session),
      before as (partition by m.hold order by m.place, m.available_at desc, m.session rows between unbounded preceding and 1 preceding)
  ), new_movements as (
    insert into hold_movements (tenant_id, hold_id, number, kind, amount, session_id, transaction_id, hold_amount, released_before,
      refunded_before, released_after, refunded_after, available_at, shares, created_at)
    select p_tenant_id, hold, number, kind, amount, session, transaction_id, hold_amount, released_before, refunded_before,
      released_before + effect_on_released, refunded_before + effect_on_refunded, available_at, shares, p_now
    from movement order by hold, number
  ), changed as (
    update holds h set released = h.released + m.released, refunded = h.refunded + m.refunded
    from (
      select hold, sum(effect_on_released) as released, sum(effect_on_refunded) as refunded from movement group by hold
      having sum(amount) > 0) m
    where h.tenant_id = p_tenant_id and h.id = m.hold
  ), new_events as (
    insert into events (tenant_id, id, type, user_id, data, created_at)
    select p_tenant_id, uuidv7(p_now - clock_timestamp()),
      case kind when 'release' then 'hold.released' when 'refund' then 'hold.refunded' else 'hold.clawed_back' end,
      user_id, hold_fact(enrollment_id, hold, offering_id, currency, amount), p_now
    from movement where amount > 0
  ), line as materialized (
    select m.transaction_id, case m.kind when 'release' then 1 else -1 end as sign, s.value ->> 'user' as user_id, m.currency,
      m.available_at, (s.value ->> 'amount')::bigint as amount
    from movement m cross join lateral jsonb_array_elements(m.shares) s
  )
  select (
      select jsonb_agg(jsonb_build_object('id', id, 'type', kind, 'actor', p_by ->> 'actor', 'reason', p_by ->> 'reason',
        'reference', (select min(session) from movement where transaction_id = payee.id),
        'request_id', p_by ->> 'request_id', 'address', p_by ->> 'address') order by id)
      from payee),
    (
      select jsonb_agg(jsonb_build_object('transaction_id', transaction_id, 'user_id', user_id, 'account', account,
        'currency', currency, 'amount', amount, 'available_at', available_at))
      from (
        select transaction_id, user_id, case when user_id is null then 'revenue' end as account, currency,
          sum(sign * amount) as amount, case when user_id is not null then available_at end as available_at
        from line group by transaction_id, user_id, currency, case when user_id is not null then available_at end
        union all
        select transaction_id, null, 'escrow', currency, -sum(sign * amount), null from line group by transaction_id, currency) l)
  into transactions, lines;

  if transactions is not null then
    perform ledger_post_lines(p_tenant_id, p_now, transactions, lines);
  end if;
  return jsonb_build_object('refunds', coalesce(refunds, '[]'), 'left', coalesce(left_alone, '[]'));
end $$;

-- A hold as it leaves the API, but for its typed ids.
create or replace function hold_document(p_tenant_id int, p_hold holds)
returns jsonb language sql stable as $$
  select jsonb_build_object('id', p_hold.id, 'enrollment', p_hold.enrollment_id, 'offering', p_hold.offering_id,
    'user', p_hold.user_id, 'payee', p_hold.payee_id, 'referrer', p_hold.referrer_id,
    'splitPlan', case when p_hold.plan_id is not null
      then jsonb_build_object('id', p_hold.plan_id, 'version', p_hold.plan_version) end,
    'transaction', p_hold.transaction_id, 'currency', p_hold.currency,
    'digits', (select digits from currencies where tenant_id = p_tenant_id and code = p_hold.currency),
    'amount', p_hold.amount, 'held', p_hold.amount - p_hold.released - p_hold.refunded, 'released', p_hold.released,
    'refunded', p_hold.refunded, 'status', p_hold.status, 'confirmedAt', p_hold.confirmed_at,
    'dispute', case when p_hold.disputed_at is not null
      then jsonb_build_object('reason', p_hold.dispute_reason, 'at', p_hold.disputed_at) end,
    'createdAt', p_hold.created_at)
$$;
