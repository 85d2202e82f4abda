-- Gives back what was paid for a cancelled session and waits in no hold: for up to p_limit enrollments whose ids come after
-- p_after. p_by: actor, request_id, address, reason, grace_days. Answers {"last": enrollment, "paid_back": n, "left":
-- [transaction]}: last is null when there are no more; left could not be given back (its wallet is blocked, say).
create or replace function pay_back_session(
  p_tenant_id int, p_now timestamptz, p_session_id text, p_after uuid, p_limit int, p_by jsonb)
returns jsonb language plpgsql
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  enrolled uuid[];
  refunds jsonb;
  outcomes jsonb;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  select array_agg(id order by id) into enrolled
  from (
    select id from enrollments
    where tenant_id = p_tenant_id and offering_id = p_session_id and id > p_after order by id limit p_limit) e;

  -- Who cancels at this moment comes before or after. Taken in one order, so that calls never wait in a circle.
  perform pg_advisory_xact_lock(l.id) from (
    select hashtextextended(e.user_id || '/' || p_session_id, p_tenant_id) as id
    from unnest(enrolled) c(id)
    cross join lateral (select user_id from enrollments where tenant_id = p_tenant_id and id = c.id limit 1) e
    order by 1) l;

  select jsonb_agg(jsonb_build_object('id', r.id, 'public_id', typed_id('txn', r.id), 'type', 'reversal',
      'reverses', r.transaction_id, 'actor', p_by ->> 'actor', 'reason', p_by ->> 'reason', 'grace_days', p_by -> 'grace_days',
      'request_id', p_by ->> 'request_id', 'address', p_by ->> 'address') order by r.transaction_id)
  into refunds
  from (
    select x.transaction_id, uuidv7(p_now - clock_timestamp()) as id
    from unnest(enrolled) c(id)
    cross join lateral (
      select transaction_id from entitlements
      where tenant_id = p_tenant_id and enrollment_id = c.id and transaction_id is not null and revoked_at is null offset 0) x
    where not exists (
        select from holds where tenant_id = p_tenant_id and transaction_id = x.transaction_id offset 0)
      and not exists (
        select from reversals
        where tenant_id = p_tenant_id and reverses = x.transaction_id and reversed_after = original_amount offset 0)) r;
  if refunds is not null then
    outcomes := ledger_post(p_tenant_id, p_now, refunds);
  end if;

  return jsonb_build_object(
    'last', enrolled[p_limit],
    'paid_back', (select count(*) from jsonb_array_elements(outcomes) o where o.value ->> 'outcome' = 'posted'),
    'left', (
      select coalesce(jsonb_agg(r.value -> 'reverses'), '[]')
      from jsonb_array_elements(refunds) with ordinality as r(value, place)
      join jsonb_array_elements(outcomes) with ordinality as o(value, place) using (place)
      where o.value ->> 'outcome' <> 'posted'));
end $$;
