-- Enrolls users, each in one offering, paying from their wallets: debit, enrollment, entitlement, event and audit are one.
--
-- Each element of p_items: id, public_id and entitlement_id of the new enrollment; transaction_id and transaction_public_id of
-- its payment; user_id, offering_id; currency to pay in, or null; expected_currency and expected_amount that were shown, or
-- null; key, fingerprint, actor, request_id, address.
--
-- Answers an array in the same order: {"outcome": "enrolled" | "refused" | "conflict" | "unknown_user", "replayed"?: true, …}.
-- The caller sees to it that no user and offering stand twice in one call.
create or replace function enroll(p_tenant_id int, p_now timestamptz, p_items jsonb)
returns jsonb language plpgsql
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  decisions jsonb;
  payments jsonb;
  outcomes jsonb;
  is_taken boolean;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);

  -- Who asks twice waits for the first answer. Taken in one order, so that calls never wait in a circle.
  perform pg_advisory_xact_lock(l.id) from (
    select hashtextextended(user_id || '/' || offering_id, p_tenant_id) as id from enroll_items(p_items) order by 1) l;

  select jsonb_agg(jsonb_build_object('place', i.place, 'currency', p.currency, 'amount', p.amount, 'ends', e.id,
    'access_days', o.access_days, 'outcome', case
      when seen.key is not null and seen.fingerprint = i.fingerprint then seen.outcome || '{"replayed": true}'
      when seen.key is not null then '{"outcome": "conflict"}'
      when u.id is null then '{"outcome": "unknown_user"}'
      when o.id is null then '{"outcome": "refused", "code": "offering.not_found", "facts": {}}'
      when e.id is not null and (e.expires_at is null or e.expires_at > p_now) then
        jsonb_build_object('outcome', 'refused', 'code', 'enrollment.already_enrolled', 'facts',
          jsonb_build_object('enrollment', typed_id('enr', e.id)))
      when not o.available then '{"outcome": "refused", "code": "offering.unavailable", "facts": {}}'
      when a.currencies is not null and p.currency is null then
        jsonb_build_object('outcome', 'refused', 'code', 'price.currency_unavailable', 'facts',
          jsonb_build_object('currency', coalesce(i.currency, i.expected_currency), 'currencies', to_jsonb(a.currencies)))
      when i.expected_amount is not null and (
          i.expected_amount <> coalesce(p.amount, 0) or i.expected_currency <> coalesce(p.currency, i.expected_currency)) then
        jsonb_build_object('outcome', 'refused', 'code', 'price.changed', 'facts', jsonb_build_object(
          'currency', coalesce(p.currency, i.expected_currency), 'expected', i.expected_amount, 'actual', coalesce(p.amount, 0)))
      end) order by i.place)
  into decisions
  from enroll_items(p_items) i
  left join lateral (
    select key, fingerprint, outcome from idempotency_records where tenant_id = p_tenant_id and key = i.key limit 1) seen on true
  left join lateral (select id from users where tenant_id = p_tenant_id and id = i.user_id limit 1) u on true
  left join lateral (
    select id, available, access_days from offerings where tenant_id = p_tenant_id and id = i.offering_id limit 1) o on true
  left join lateral (
    select id, expires_at from enrollments
    where tenant_id = p_tenant_id and user_id = i.user_id and offering_id = i.offering_id and status in ('active', 'completed')
    limit 1) e on true
  left join lateral (
    select array_agg(currency order by currency) as currencies from prices
    where tenant_id = p_tenant_id and offering_id = i.offering_id and ended_at is null) a on true
  left join lateral (
    select currency, amount from prices
    where tenant_id = p_tenant_id and offering_id = i.offering_id and ended_at is null
      and currency = coalesce(i.currency, i.expected_currency, case when cardinality(a.currencies) = 1 then a.currencies[1] end)
    limit 1) p on true;

  select jsonb_agg(jsonb_build_object('id', i.transaction_id, 'public_id', i.transaction_public_id, 'type', 'spend',
    'user_id', i.user_id, 'currency', d.currency, 'amount', -d.amount, 'against', 'revenue', 'restricted', true,
    'reference', i.public_id, 'actor', i.actor, 'request_id', i.request_id, 'address', i.address) order by i.place)
  into payments
  from enroll_items(p_items) i
  join enroll_decisions(decisions) d on d.place = i.place
  where d.outcome is null and d.amount is not null;
  if payments is not null then
    payments := ledger_post(p_tenant_id, p_now, payments);
  end if;

  -- A live enrollment whose time is over makes way for the new one; its results stay.
  update enrollments e set status = 'expired', ended_at = e.expires_at
  from enroll_decisions(decisions) d
  where d.outcome is null and e.tenant_id = p_tenant_id and e.id = d.ends;

  with item as materialized (
    select i.*, d.currency as paid_currency, d.amount as paid_amount, d.outcome as decided,
      p_now + make_interval(days => d.access_days) as expires_at,
      -- The payments stand in the order of the items that were to pay.
      case when d.outcome is null and d.amount is not null then payments -> (
        count(*) filter (where d.outcome is null and d.amount is not null) over (order by i.place) - 1)::int end as payment
    from enroll_items(p_items) i
    join enroll_decisions(decisions) d on d.place = i.place
  ), judged as materialized (
    select *, decided is null and (payment is null or payment ->> 'outcome' = 'posted') as accepted,
      case when paid_amount is null then 'free' else 'wallet' end as source
    from item
  ), new_enrollments as (
    insert into enrollments (tenant_id, id, user_id, offering_id, status, created_at, expires_at)
    select p_tenant_id, id, user_id, offering_id, 'active', p_now, expires_at from judged where accepted
  ), new_entitlements as (
    insert into entitlements (tenant_id, id, enrollment_id, user_id, offering_id, source, transaction_id, starts_at, expires_at)
    select p_tenant_id, entitlement_id, id, user_id, offering_id, source,
      case when source = 'wallet' then transaction_id end, p_now, expires_at
    from judged where accepted
  ), new_events as (
    insert into events (tenant_id, id, type, user_id, data, created_at)
    select p_tenant_id, uuidv7(p_now - clock_timestamp()), 'enrollment.created', user_id,
      jsonb_build_object('enrollment', public_id, 'offering', offering_id, 'source', source), p_now
    from judged where accepted
  ), new_records as (
    insert into audit_records (tenant_id, id, actor, action, object, request_id, address, after, created_at)
    select p_tenant_id, uuidv7(p_now - clock_timestamp()), actor, 'enrollment.created', 'enrollment:' || public_id,
      request_id, address, jsonb_build_object('user', user_id, 'offering', offering_id, 'source', source), p_now
    from judged where accepted
  ), answer as materialized (
    select place, key, fingerprint, decided, coalesce(decided,
      case when accepted then jsonb_build_object('outcome', 'enrolled', 'id', public_id, 'user', user_id,
        'offering', offering_id, 'source', source, 'at', p_now, 'expiresAt', expires_at,
        'transaction', case when source = 'wallet' then transaction_public_id end,
        'balance', case when source = 'wallet' then jsonb_build_object(
          'currency', paid_currency, 'digits', payment -> 'digits', 'balance', payment -> 'balance') end)
      else payment end) as outcome
    from judged
  ), new_outcomes as (
    insert into idempotency_records (tenant_id, key, fingerprint, outcome, created_at)
    select p_tenant_id, key, fingerprint, outcome, p_now
    from answer
    where key is not null and not (coalesce(decided, '{}') ? 'replayed') and outcome ->> 'outcome' in ('enrolled', 'refused')
    order by key
    on conflict do nothing
    returning 1
  )
  select jsonb_agg(outcome order by place),
    count(key) filter (where not (coalesce(decided, '{}') ? 'replayed') and outcome ->> 'outcome' in ('enrolled', 'refused'))
      > (select count(*) from new_outcomes)
  into outcomes, is_taken
  from answer;
  -- Another call, or another item of this one, has used one of the keys. All that this call did is undone.
  if is_taken then
    raise exception 'an idempotency key was used twice at the same moment' using errcode = case
      when (select count(distinct key) < count(key) from enroll_items(p_items)) then 'unique_violation'
      else 'serialization_failure' end;
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

create or replace function enroll_decisions(p_decisions jsonb)
returns table (place bigint, currency text, amount bigint, ends uuid, access_days int, outcome jsonb)
language plpgsql immutable rows 1 as $$
begin
  return query
    select d.place, d.currency, d.amount, d.ends, d.access_days, nullif(d.outcome, 'null')
    from jsonb_to_recordset(p_decisions) as d(
      place bigint, currency text, amount bigint, ends uuid, access_days int, outcome jsonb);
end $$;
