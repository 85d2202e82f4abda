-- What may be given back, how much of it is left, and to where.

-- A transaction as a reversal sees it: what it did to its wallet, and what has been given back so far.
create or replace function ledger_original(
  p_tenant_id int, p_transaction_id uuid,
  out type text, out pending boolean, out ended text, out total bigint, out against_id bigint, out made_debt boolean,
  out reversed bigint)
language sql stable as $$
  select t.type::text, t.pending_until is not null, s.outcome,
    sum(e.amount) filter (where e.version is not null),
    min(e.account_id) filter (where e.version is null),
    coalesce(bool_or(l.funding = 'debt' and e.amount < 0), false),
    coalesce((
      select max(r.reversed_after) from reversals r
      where r.tenant_id = p_tenant_id and r.reverses = p_transaction_id), 0)
  from transactions t
  join entries e on e.tenant_id = p_tenant_id and e.transaction_id = t.id
  left join lots l on l.tenant_id = p_tenant_id and l.id = e.lot_id
  left join settlements s on s.tenant_id = p_tenant_id and s.transaction_id = t.id
  where t.tenant_id = p_tenant_id and t.id = p_transaction_id
  group by t.type, t.pending_until, s.outcome
$$;

-- An overdraft is not reversible: its debt may have been cured since, and giving it back would then mint money. What happens to
-- earnings is no wallet's: a hold's decision, or a payout's, is what takes it back.
create or replace function ledger_refuse_reversal(
  p_type text, p_total bigint, p_reversed bigint, p_pending boolean, p_ended text, p_made_debt boolean,
  p_fails_pending boolean, p_amount bigint)
returns jsonb language sql immutable as $$
  select case
    when p_type is null then '{"code": "transaction.not_found", "facts": {}}'::jsonb
    when p_fails_pending and (not p_pending or p_ended is not null) then
      jsonb_build_object('code', 'transaction.not_pending', 'facts', jsonb_build_object('transactionStatus', coalesce(p_ended, 'posted')))
    when p_type in ('reversal', 'settlement', 'expiry', 'transfer', 'release', 'clawback', 'payout', 'payout_paid', 'payout_returned')
      or p_made_debt
      or (p_pending and p_ended is null and not coalesce(p_fails_pending, false)) then
      jsonb_build_object('code', 'transaction.not_reversible', 'facts', jsonb_build_object('transactionType', p_type))
    when p_amount = 0 or p_amount > abs(p_total) - p_reversed then
      jsonb_build_object('code', 'transaction.reversal_exceeds_original', 'facts',
        jsonb_build_object('remaining', abs(p_total) - p_reversed))
  end
$$;

-- Gives back what a transaction took. A debt is cured first; then the last that was taken comes back first, paid money
-- before promotional, to the very lots it came from, or all of it as credit that can only be spent. Credit that has expired
-- meanwhile is reissued for some days, or forfeited.
drop function if exists ledger_give_back(int, timestamptz, bigint, uuid, bigint, bigint, int);
create or replace function ledger_give_back(
  p_tenant_id int, p_now timestamptz, p_account_id bigint, p_transaction_id uuid, p_already bigint, p_amount bigint,
  p_grace_days int, p_to_credit boolean, out forfeited bigint, out lines entries[])
language plpgsql as $$
declare
  part record;
  cured bigint;
begin
  forfeited := 0;
  lines := '{}';
  select coalesce(max(least(p_amount, -l.balance)), 0) into cured from lots l
  where l.tenant_id = p_tenant_id and l.account_id = p_account_id and l.funding = 'debt';
  if cured > 0 then
    lines := ledger_credit(p_tenant_id, p_now, p_account_id, cured, 'paid', false, null);
  end if;
  if p_to_credit then
    if p_amount > cured then
      lines := lines || ledger_credit(p_tenant_id, p_now, p_account_id, p_amount - cured, 'promotional', false, null);
    end if;
    return;
  end if;
  for part in
    select l.funding, l.refundable, l.expires_at,
      (least(c.upto, p_already + p_amount) - greatest(c.upto - c.amount, p_already + cured))::bigint as amount
    from (
      select e.lot_id, -e.amount as amount, sum(-e.amount) over (order by e.line desc) as upto
      from entries e
      where e.tenant_id = p_tenant_id and e.transaction_id = p_transaction_id and e.version is not null) c
    join lots l on l.tenant_id = p_tenant_id and l.id = c.lot_id
    where cured < p_amount and c.upto > p_already + cured and c.upto - c.amount < p_already + p_amount
    order by c.upto
  loop
    if part.expires_at > p_now or part.expires_at is null then
      lines := lines || ledger_credit(p_tenant_id, p_now, p_account_id, part.amount,
        part.funding, part.refundable, part.expires_at);
    elsif p_grace_days is null then
      forfeited := forfeited + part.amount;
    else
      lines := lines || ledger_credit(p_tenant_id, p_now, p_account_id, part.amount,
        part.funding, part.refundable, p_now + make_interval(days => p_grace_days));
    end if;
  end loop;
end $$;

-- Takes back what a transaction brought in, from the lots it went to. Where it was spent meanwhile: refused, or owed.
create or replace function ledger_take_back(
  p_tenant_id int, p_now timestamptz, p_account_id bigint, p_transaction_id uuid, p_already bigint, p_amount bigint,
  p_currency text, p_overdraft boolean, out refusal jsonb, out lines entries[])
language plpgsql as $$
declare
  part record;
  missing bigint := 0;
begin
  lines := '{}';
  for part in
    select l.id, l.balance,
      (least(c.upto, p_already + p_amount) - greatest(c.upto - c.amount, p_already))::bigint as amount
    from (
      select e.lot_id, e.amount, sum(e.amount) over (order by e.line desc) as upto
      from entries e
      where e.tenant_id = p_tenant_id and e.transaction_id = p_transaction_id and e.version is not null) c
    join lots l on l.tenant_id = p_tenant_id and l.id = c.lot_id
    where c.upto > p_already and c.upto - c.amount < p_already + p_amount
    order by c.upto
  loop
    missing := missing + part.amount - greatest(least(part.amount, part.balance), 0);
    if part.balance > 0 then
      lines := lines || row(p_tenant_id, 0, null, null, p_account_id, -least(part.amount, part.balance), null, part.id)::entries;
    end if;
  end loop;

  if missing > 0 and not coalesce(p_overdraft, false) then
    refusal := jsonb_build_object('code', 'wallet.insufficient_funds', 'facts',
      jsonb_build_object('currency', p_currency, 'needed', p_amount, 'available', p_amount - missing));
    return;
  end if;
  update lots l set balance = l.balance + t.amount from unnest(lines) t where l.tenant_id = p_tenant_id and l.id = t.lot_id;
  if missing > 0 then
    lines := lines || (ledger_take(p_tenant_id, p_now, p_account_id, missing, p_currency, false, true)).lines;
  end if;
end $$;
