-- Enrolls users, each in one offering, paying from their wallets: debit, enrollment, entitlement, event and audit are one.
--
-- Each element of p_items: id, public_id and entitlement_id of the new enrollment; transaction_id and transaction_public_id of
-- its payment; user_id, offering_id; currency to pay in, or null; expected_currency and expected_amount that were shown, or
-- null; key, fingerprint, actor, request_id, address.
--
-- Answers an array in the same order: {"outcome": "enrolled" | "refused" | "conflict" | "unknown_user" | "crowded",
-- "replayed"?: true, …}. Crowded is to be tried again in a call without another for that offering.
-- The caller sees to it that neither a key nor a user with the same offering stands twice in one call.
create or replace function enroll(p_tenant_id int, p_now timestamptz, p_items jsonb)
returns jsonb language plpgsql
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  limited text[];
  places jsonb;
  decisions jsonb;
  payments jsonb;
  outcomes jsonb;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);

  -- Who asks twice waits for the first answer. Taken in one order, so that calls never wait in a circle.
  perform pg_advisory_xact_lock(l.id) from (
    select hashtextextended(user_id || '/' || offering_id, p_tenant_id) as id
    from jsonb_to_recordset(p_items) as i(user_id text, offering_id text)
    order by 1) l;

  -- Whoever wants one of a limited number of places waits until the buyer before has it or not. What is free is promised to
  -- those who wait for it. Offerings without either have nothing more to do with this.
  select array_agg(o.id) into limited
  from (select distinct offering_id from jsonb_to_recordset(p_items) as i(offering_id text)) i
  cross join lateral (
    select id from offerings
    where tenant_id = p_tenant_id and id = i.offering_id and (capacity is not null or has_line)
    limit 1) o;
  if limited is not null then
    perform pg_advisory_xact_lock(l.id)
    from (select hashtextextended('places/' || id, p_tenant_id) as id from unnest(limited) id order by 1) l;
    places := waitlist_places(p_tenant_id, p_now, p_items, limited);
  end if;

  with item as materialized (
    select i.*, p.currency as price_currency, p.amount as price_amount, o.title, o.access_days, o.payee_id, o.plan_id,
      case when e.expires_at <= p_now then e.id end as ends,
      case when e.expires_at > p_now or e.expires_at is null then e.id end as joins,
      x.through, x.through_source, o.places_left, case
      when seen.key is not null and seen.fingerprint = i.fingerprint then seen.outcome || '{"replayed": true}'
      when seen.key is not null then '{"outcome": "conflict"}'
      when u.id is null then '{"outcome": "unknown_user"}'
      when o.id is null then '{"outcome": "refused", "code": "offering.not_found", "facts": {}}'
      when e.id is not null and (e.expires_at is null or e.expires_at > p_now) and (x.own or x.through is not null) then
        jsonb_build_object('outcome', 'refused', 'code', 'enrollment.already_enrolled', 'facts',
          jsonb_build_object('enrollment', typed_id('enr', e.id)))
      when o.obstacle is not null then o.obstacle || '{"outcome": "refused"}'
      when x.through is not null then null
      when p.currencies is not null and p.currency is null then
        jsonb_build_object('outcome', 'refused', 'code', 'price.currency_unavailable', 'facts',
          jsonb_build_object('currency', coalesce(i.currency, i.expected_currency), 'currencies', to_jsonb(p.currencies)))
      when i.expected_amount is not null and (
          i.expected_amount <> coalesce(p.amount, 0) or i.expected_currency <> coalesce(p.currency, i.expected_currency)) then
        jsonb_build_object('outcome', 'refused', 'code', 'price.changed', 'facts', jsonb_build_object(
          'currency', coalesce(p.currency, i.expected_currency), 'expected', i.expected_amount, 'actual', coalesce(p.amount, 0)))
      end as outcome
    from enroll_items(p_items) i
    left join lateral (
      select key, fingerprint, outcome from idempotency_records where tenant_id = p_tenant_id and key = i.key limit 1) seen on true
    left join lateral (select id from users where tenant_id = p_tenant_id and id = i.user_id limit 1) u on true
    left join lateral (
      select id, expires_at from enrollments
      where tenant_id = p_tenant_id and user_id = i.user_id and offering_id = i.offering_id and status in ('active', 'completed')
      limit 1) e on true
    left join lateral (
      select o.id, o.title, o.access_days, o.payee_id, o.plan_id, o.places_left, o.offer, b.obstacle
      from (
        select id, title, access_days, payee_id, plan_id, offerings as offering,
          (places -> (i.place - 1)::int ->> 'left')::int as places_left,
          nullif(places -> (i.place - 1)::int -> 'offer', 'null') as offer
        from offerings where tenant_id = p_tenant_id and id = i.offering_id limit 1) o
      cross join lateral enrollment_obstacle(p_tenant_id, p_now, i.user_id, o.offering, o.places_left) b) o on true
    cross join lateral (
      select coalesce(bool_or(offering_id = i.offering_id), false) as own,
        (array_agg(offering_id) filter (where offering_id <> i.offering_id))[1] as through,
        (array_agg(source) filter (where offering_id <> i.offering_id))[1] as through_source
      from live_entitlements(p_tenant_id, p_now, i.user_id, i.offering_id) where live) x
    left join lateral (
      select array_agg(currency order by currency) as currencies from prices
      where tenant_id = p_tenant_id and offering_id = i.offering_id and ended_at is null) a on true
    -- What is included costs nothing: what includes it was paid.
    left join lateral (
      select currency, amount from prices
      where x.through is null and tenant_id = p_tenant_id and offering_id = i.offering_id and ended_at is null
        and currency = coalesce(i.currency, i.expected_currency, case when cardinality(a.currencies) = 1 then a.currencies[1] end)
      limit 1) t on true
    -- While an offer stands, its prices do, whatever today's are.
    cross join lateral (
      select case when o.offer is null then t.currency when x.through is null then o.offer ->> 'currency' end as currency,
        case when o.offer is null then t.amount when x.through is null then (o.offer ->> 'amount')::bigint end as amount,
        case when o.offer is null then a.currencies
          else nullif(array(select jsonb_array_elements_text(nullif(o.offer -> 'currencies', 'null'))), '{}') end as currencies) p
  ), ranked as (
    select *, row_number() over (partition by offering_id, outcome is null order by place) as rank from item
  ), decision as (
    select *,
      -- More in this call than there are places. Some before may yet fail to pay, so the rest try again, one by one.
      case when outcome is null and rank > places_left then '{"outcome": "crowded"}' else outcome end as decided
    from ranked
  )
  select jsonb_agg(jsonb_build_object('currency', price_currency, 'amount', price_amount, 'ends', ends, 'joins', joins,
      'access_days', access_days, 'through', through, 'through_source', through_source, 'payee', payee_id, 'plan', plan_id,
      'outcome', decided) order by place),
    jsonb_agg(jsonb_build_object('id', transaction_id, 'public_id', transaction_public_id, 'type', 'spend', 'user_id', user_id,
      'currency', price_currency, 'amount', -price_amount, 'against', case when payee_id is null then 'revenue' else 'escrow' end, 'restricted', true,
      'reference', case when joins is null then public_id else typed_id('enr', joins) end, 'description', title,
      'actor', actor, 'request_id', request_id, 'address', address) order by place)
      filter (where decided is null and price_amount is not null)
  into decisions, payments
  from decision;

  if payments is not null then
    payments := ledger_post(p_tenant_id, p_now, payments);
  end if;

  -- What is paid for an offering with a payee waits.
  if payments is not null and jsonb_path_exists(decisions, '$[*] ? (@.payee != null)') then
    perform holds_open(p_tenant_id, p_now, h.purchases)
    from (
      select jsonb_agg(jsonb_build_object('enrollment_id', coalesce(d.joins, i.id), 'entitlement_id', i.entitlement_id,
        'transaction_id', i.transaction_id, 'user_id', i.user_id, 'offering_id', i.offering_id, 'payee_id', d.payee_id,
        'plan_id', d.plan_id, 'currency', d.price_currency, 'amount', d.price_amount) order by i.place) as purchases
      from enroll_items(p_items) i
      join enroll_decisions(decisions) d on d.place = i.place
      join (
        select value ->> 'id' as public_id from jsonb_array_elements(payments) where value ->> 'outcome' = 'posted') p
        on p.public_id = i.transaction_public_id
      where d.payee_id is not null) h
    where h.purchases is not null;
  end if;

  -- A live enrollment whose time is over makes way for the new one; its results stay.
  if jsonb_path_exists(decisions, '$[*] ? (@.ends != null)') then
    update enrollments e set status = 'expired', ended_at = e.expires_at
    where e.tenant_id = p_tenant_id and e.id = any (array(
      select d.ends from enroll_decisions(decisions) d where d.outcome is null and d.ends is not null));
  end if;

  with item as materialized (
    select i.*, d.price_currency, d.price_amount, d.outcome as decided, d.joins, d.through,
      coalesce(d.joins, i.id) as enrollment_id,
      case when d.joins is null then i.public_id else typed_id('enr', d.joins) end as enrollment_public_id,
      case when d.through is null then p_now + make_interval(days => d.access_days) end as lasts_until,
      case when d.through is not null then d.through_source when d.price_amount is null then 'free' else 'wallet' end as source,
      -- The payments stand in the order of the items that were to pay.
      case when d.outcome is null and d.price_amount is not null then payments -> (
        count(*) filter (where d.outcome is null and d.price_amount is not null) over (order by i.place) - 1)::int end as payment
    from enroll_items(p_items) i
    join enroll_decisions(decisions) d on d.place = i.place
  ), judged as materialized (
    select *, decided is null and (payment is null or payment ->> 'outcome' = 'posted') as accepted
    from item
  ), new_enrollments as (
    insert into enrollments (tenant_id, id, user_id, offering_id, status, created_at, expires_at)
    select p_tenant_id, id, user_id, offering_id, 'active', p_now, lasts_until from judged where accepted and joins is null
  ), joined_enrollments as (
    -- Who lost the right to enter, and gets another, goes on where they were.
    update enrollments e set expires_at = j.lasts_until
    from judged j where j.accepted and e.tenant_id = p_tenant_id and e.id = j.joins
    returning e.id, e.status, e.completion_percentage, e.created_at, e.completed_at
  ), new_entitlements as (
    -- What is included needs no reason of its own, and ends with what includes it.
    insert into entitlements (tenant_id, id, enrollment_id, user_id, offering_id, source, transaction_id, starts_at, expires_at)
    select p_tenant_id, entitlement_id, enrollment_id, user_id, offering_id, source,
      case when payment is not null then transaction_id end, p_now, lasts_until
    from judged where accepted and through is null
  ), new_events as (
    insert into events (tenant_id, id, type, user_id, data, created_at)
    select p_tenant_id, uuidv7(p_now - clock_timestamp()), 'enrollment.created', user_id,
      jsonb_build_object('enrollment', enrollment_public_id, 'offering', offering_id, 'source', source), p_now
    from judged where accepted
  ), new_records as (
    insert into audit_records (tenant_id, id, actor, action, object, request_id, address, after, created_at)
    select p_tenant_id, uuidv7(p_now - clock_timestamp()), actor, 'enrollment.created', 'enrollment:' || enrollment_public_id,
      request_id, address, jsonb_build_object('user', user_id, 'offering', offering_id, 'source', source), p_now
    from judged where accepted
  ), answer as materialized (
    select place, key, fingerprint, decided, coalesce(decided,
      case when accepted then jsonb_build_object('outcome', 'enrolled', 'id', enrollment_public_id, 'user', user_id,
        'offering', offering_id, 'status', coalesce(e.status, 'active'),
        'completionPercentage', coalesce(e.completion_percentage, 0), 'createdAt', coalesce(e.created_at, p_now),
        'completedAt', e.completed_at, 'expiresAt', lasts_until, 'endedAt', null,
        'source', source, 'through', through,
        'transaction', case when payment is not null then transaction_public_id end,
        'balance', case when payment is not null then jsonb_build_object(
          'currency', price_currency, 'digits', payment -> 'digits', 'balance', payment -> 'balance') end)
      else payment end) as outcome
    from judged
    left join joined_enrollments e on e.id = joins
  ), new_outcomes as (
    insert into idempotency_records (tenant_id, key, fingerprint, outcome, created_at)
    select p_tenant_id, key, fingerprint, outcome, p_now
    from answer
    where key is not null and not (coalesce(decided, '{}') ? 'replayed') and outcome ->> 'outcome' in ('enrolled', 'refused')
    order by key
  )
  select jsonb_agg(outcome order by place) into outcomes from answer;

  -- Who is in waits no more.
  if places is not null and jsonb_path_exists(places, '$[*] ? (@.entry != null)') then
    perform waitlist_accept(p_tenant_id, p_now, p_items, places, outcomes);
  end if;
  return outcomes;
end $$;

-- ROWS 1, and a language that is not inlined, for the reason that ledger_postings has them.
create or replace function enroll_items(p_items jsonb)
returns table (
  id uuid, public_id text, entitlement_id uuid, transaction_id uuid, transaction_public_id text, user_id text,
  offering_id text, currency text, expected_currency text, expected_amount bigint, key text, fingerprint bytea, actor text,
  request_id text, address inet, place bigint)
language plpgsql immutable rows 1 as $$
begin
  return query
    select i.id, i.public_id, i.entitlement_id, i.transaction_id, i.transaction_public_id, i.user_id, i.offering_id,
      i.currency, i.expected_currency, i.expected_amount, i.key, decode(i.fingerprint, 'hex'), i.actor, i.request_id,
      i.address, i.place
    from rows from (jsonb_to_recordset(p_items) as (
      id uuid, public_id text, entitlement_id uuid, transaction_id uuid, transaction_public_id text, user_id text,
      offering_id text, currency text, expected_currency text, expected_amount bigint, key text, fingerprint text, actor text,
      request_id text, address inet)) with ordinality as i(
      id, public_id, entitlement_id, transaction_id, transaction_public_id, user_id, offering_id, currency,
      expected_currency, expected_amount, key, fingerprint, actor, request_id, address, place);
end $$;

-- A function whose columns change can't be replaced. Dropped and made in one transaction, it is never missing.
drop function if exists enroll_decisions(jsonb);
create or replace function enroll_decisions(p_decisions jsonb)
returns table (
  price_currency text, price_amount bigint, ends uuid, joins uuid, through text, through_source text, access_days int,
  payee_id text, plan_id text, outcome jsonb, place bigint)
language plpgsql immutable rows 1 as $$
begin
  return query
    select d.currency, d.amount, d.ends, d.joins, d.through, d.through_source, d.access_days, d.payee, d.plan,
      nullif(d.outcome, 'null'), d.place
    from rows from (jsonb_to_recordset(p_decisions) as (
      currency text, amount bigint, ends uuid, joins uuid, through text, through_source text, access_days int, payee text,
      plan text, outcome jsonb))
      with ordinality as d(currency, amount, ends, joins, through, through_source, access_days, payee, plan, outcome, place);
end $$;
