-- Posts transactions to the ledger, in order, all in one call: the only way money enters, leaves or moves between wallets.
-- What a posting says stands in posting.sql.
--
-- Answers an array in the same order: {"outcome": "posted" | "refused" | "conflict" | "stale", "replayed"?: true, …}. Stale is
-- what names an instant that has passed: such credit could never be spent, such a wait has ended before it began.
-- What a posting says itself (wallet and amount) may be left out of its outcome, and an id tells when it was made.
-- The caller sees to it that no key stands twice in one call. Where another call uses one of the keys at the same moment,
-- idempotency_records_pkey undoes this one; tried again, it finds the other's outcome.
create or replace function ledger_post(p_tenant_id int, p_now timestamptz, p_postings jsonb)
returns jsonb language plpgsql
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  balance_max constant bigint := 9007199254740991;
  posting record;
  original record;
  part record;
  taken record;
  missing_users text[];
  missing_currencies text[];
  wallets bigint[];
  specials bigint[];
  own_wallets bigint[];
  sides jsonb;
  settled jsonb[];
  refusal jsonb;
  outcome jsonb;
  outcomes jsonb[];
  lines entries[];
  line entries;
  new_transactions transactions[] := '{}';
  new_entries entries[] := '{}';
  new_events events[] := '{}';
  new_records audit_records[] := '{}';
  new_outcomes idempotency_records[] := '{}';
  against_id bigint;
  moved bigint;
  step bigint;
  fee_left bigint;
  received bigint;
  forfeited bigint;
  total bigint;
  balance_left bigint;
  touched record;
  touched_id bigint;
  touched_amount bigint;
  fact_id uuid;
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);

  for attempt in 1..2 loop
    -- All wallets of the call are locked first and in one order, so that calls wait for each other but never in a circle.
    -- Where a wallet must be opened first, nothing is locked yet.
    with posting as materialized (
      select * from ledger_accounts_named(p_postings)
    ), side as materialized (
      select jsonb_object_agg(s.against || '/' || s.currency, jsonb_build_object('id', a.id, 'digits', c.digits)) as found
      from (select distinct against, currency from posting where against is not null and currency is not null) s
      cross join lateral (
        select id from accounts
        where tenant_id = p_tenant_id and user_id is null and kind = s.against and currency = s.currency limit 1) a
      cross join lateral (
        select digits from currencies where tenant_id = p_tenant_id and code = s.currency limit 1) c
    ), named as materialized (
      -- Each posting's own wallet stands at its place. A platform account that isn't there yet is opened on the way of one by
      -- one, which the wallet then goes as a whole: its postings stay in order.
      select w.id, not p.plain or (s.found ? (p.against || '/' || p.currency)) is not true as is_special,
        n.place, n.user_id, p.currency
      from posting p
      cross join side s
      cross join lateral (values (p.place, p.user_id), (null, p.to_user_id)) n(place, user_id)
      left join lateral (
        select id from accounts
        where tenant_id = p_tenant_id and user_id = n.user_id and kind = 'wallet' and currency = p.currency limit 1) w on true
      where n.place is not null or n.user_id is not null
      union all
      select w.account_id, true, null, null, null
      from posting p
      cross join lateral (
        select account_id from entries
        where tenant_id = p_tenant_id and transaction_id = p.reverses and version is not null limit 1) w
      where p.reverses is not null
    ), missing as materialized (
      select array_agg(user_id) as users, array_agg(currency) as currencies
      from named where id is null and user_id is not null
    ), wallet as (
      select id, bool_or(is_special) as is_special from named where id is not null group by id order by id
    ), locked as (
      select w.id, w.is_special
      from wallet w
      cross join missing m
      cross join lateral (
        select id from accounts
        where tenant_id = p_tenant_id and id = w.id and (m.users is null or attempt = 2)
        for no key update) a
    )
    select m.users, m.currencies, coalesce(l.ids, '{}'), coalesce(l.specials, '{}'), s.found,
      (select array_agg(id order by place) from named where place is not null)
    into missing_users, missing_currencies, wallets, specials, sides, own_wallets
    from missing m
    cross join side s
    cross join (select array_agg(id) as ids, array_agg(id) filter (where is_special) as specials from locked) l;

    exit when missing_users is null;
    insert into accounts (tenant_id, kind, currency, user_id, balance, version)
    select distinct p_tenant_id, 'wallet', c.code, u.id, 0, 0
    from unnest(missing_users, missing_currencies) m(user_id, currency)
    cross join lateral (select id from users where tenant_id = p_tenant_id and id = m.user_id limit 1) u
    cross join lateral (select code from currencies where tenant_id = p_tenant_id and code = m.currency limit 1) c
    order by u.id, c.code
    on conflict do nothing;
  end loop;

  settled := ledger_post_plain(p_tenant_id, p_now, p_postings, own_wallets, specials, sides);
  if array_position(settled, null) is null then
    return to_jsonb(settled);
  end if;
  -- What has expired is written off before anything else happens to the wallet: from here on its balance can be spent.
  perform ledger_expire(p_tenant_id, p_now, wallets);
  outcomes := settled;

  for posting in
    select p.*, seen.fingerprint as seen_fingerprint, seen.outcome as seen_outcome,
      w.id as wallet_id, w.user_id as wallet_user, w.currency as wallet_currency, w.frozen_at, w.frozen_reason,
      w.blocked_at, c.digits as wallet_digits, r.id as receiver_id, r.blocked_at as receiver_blocked_at
    from ledger_postings(p_postings, own_wallets, sides) p
    left join idempotency_records seen on seen.tenant_id = p_tenant_id and seen.key = p.key
    left join lateral (
      select e.account_id from entries e
      where e.tenant_id = p_tenant_id and e.transaction_id = p.reverses and e.version is not null
      order by e.line limit 1) o on true
    left join lateral (
      select * from accounts where tenant_id = p_tenant_id and id = p.own_wallet_id
      union all
      select * from accounts where tenant_id = p_tenant_id and id = o.account_id) w on true
    left join currencies c on c.tenant_id = p_tenant_id and c.code = w.currency
    left join accounts r on r.tenant_id = p_tenant_id and r.user_id = p.to_user_id and r.kind = 'wallet' and r.currency = p.currency
    where settled[p.place] is null
    order by p.place
  loop
    if posting.seen_fingerprint is not null then
      outcome := case when posting.seen_fingerprint = posting.fingerprint
        then posting.seen_outcome || '{"replayed": true}' else '{"outcome": "conflict"}' end;
      outcomes[posting.place] := outcome;
      continue;
    end if;
    -- Looked at last, so that a request that is sent again when its instant has passed is answered as before. Not stored:
    -- it is the request that is wrong.
    if least(posting.expires_at, posting.pending_until) <= p_now then
      outcomes[posting.place] := '{"outcome": "stale"}';
      continue;
    end if;

    refusal := null;
    lines := '{}';
    forfeited := 0;
    moved := posting.amount;
    step := moved;
    against_id := coalesce(posting.side_id, ledger_platform_account(p_tenant_id, posting.against, posting.wallet_currency));
    -- As the postings before this one have left it.
    select balance into balance_left from accounts where tenant_id = p_tenant_id and id = posting.wallet_id;

    if posting.reverses is not null then
      select * into original from ledger_original(p_tenant_id, posting.reverses);
      moved := coalesce(posting.amount, abs(original.total) - original.reversed);
      step := -sign(original.total) * moved;
      refusal := ledger_refuse_reversal(original.type, original.total, original.reversed, original.pending,
        original.ended, original.made_debt, posting.fails_pending, moved);
      -- A hold knows of each unit that leaves escrow.
      if refusal is null and posting.against is distinct from 'escrow' and exists (
          select from accounts where tenant_id = p_tenant_id and id = original.against_id and kind = 'escrow') then
        refusal := '{"code": "transaction.in_escrow", "facts": {}}';
      end if;
    end if;

    if refusal is not null then
      null;
    elsif posting.wallet_id is null then
      refusal := ledger_refuse_missing(p_tenant_id, posting.user_id, posting.currency, posting.reverses);
    elsif posting.blocked_at is not null or posting.receiver_blocked_at is not null then
      refusal := jsonb_build_object('code', 'wallet.blocked', 'facts', jsonb_build_object('currency', posting.wallet_currency));
    elsif posting.restricted and posting.frozen_at is not null then
      refusal := jsonb_build_object('code', 'wallet.frozen', 'facts',
        jsonb_build_object('currency', posting.wallet_currency, 'reason', posting.frozen_reason));
    elsif posting.to_user_id is not null and posting.receiver_id is null then
      refusal := '{"code": "user.not_found", "facts": {}}';
    elsif posting.receiver_id = posting.wallet_id then
      refusal := '{"code": "transfer.same_wallet", "facts": {}}';
    elsif posting.about is not null then
      refusal := ledger_refuse_about(p_tenant_id, posting.about);
    elsif posting.type = 'sign_up_credit' and exists (
        select from transactions
        where tenant_id = p_tenant_id and type = 'sign_up_credit' and reference = posting.reference) then
      refusal := '{"code": "transaction.already_credited", "facts": {}}';
    elsif abs(balance_left + step) > balance_max or (posting.receiver_id is not null and (
        select balance from accounts where tenant_id = p_tenant_id and id = posting.receiver_id) - moved > balance_max) then
      refusal := jsonb_build_object('code', 'wallet.limit_exceeded', 'facts', jsonb_build_object('currency', posting.wallet_currency));
    end if;

    if refusal is not null then
      null;

    elsif posting.reverses is null and moved > 0 then
      lines := ledger_credit(p_tenant_id, p_now, posting.wallet_id, moved, posting.funding, posting.refundable,
        posting.expires_at);

    elsif posting.reverses is null then
      select * into taken from ledger_take(p_tenant_id, p_now, posting.wallet_id, -moved,
        posting.wallet_currency, posting.restricted, posting.overdraft);
      refusal := taken.refusal;
      lines := taken.lines;
      -- A transfer's receiver gets the very terms that were taken; the fee comes off the first of them.
      if refusal is null and posting.receiver_id is not null then
        fee_left := posting.fee;
        foreach line in array taken.lines loop
          received := greatest(-line.amount - fee_left, 0);
          fee_left := fee_left - (-line.amount - received);
          if received > 0 then
            select funding, refundable, expires_at into part from lots where tenant_id = p_tenant_id and id = line.lot_id;
            lines := lines || ledger_credit(p_tenant_id, p_now, posting.receiver_id, received,
              part.funding, part.refundable, part.expires_at);
          end if;
        end loop;
      end if;

    elsif original.total < 0 then
      against_id := case when original.ended = 'settled'
        then ledger_platform_account(p_tenant_id, 'revenue', posting.wallet_currency) else original.against_id end;
      select * into taken from ledger_give_back(p_tenant_id, p_now, posting.wallet_id, posting.reverses, original.reversed,
        moved, posting.grace_days, posting.funding = 'promotional');
      forfeited := taken.forfeited;
      lines := taken.lines;

    else
      against_id := original.against_id;
      select * into taken from ledger_take_back(p_tenant_id, p_now, posting.wallet_id, posting.reverses, original.reversed,
        moved, posting.wallet_currency, posting.overdraft);
      refusal := taken.refusal;
      lines := taken.lines;
    end if;

    if refusal is not null then
      outcome := refusal || '{"outcome": "refused"}';
    else
      if posting.reverses is not null then
        insert into reversals (tenant_id, transaction_id, reverses, original_amount, reversed_before, reversed_after)
        values (p_tenant_id, posting.id, posting.reverses, abs(original.total), original.reversed, original.reversed + moved);
      end if;
      if posting.fails_pending then
        insert into settlements (tenant_id, transaction_id, outcome, by_transaction_id)
        values (p_tenant_id, posting.reverses, 'failed', posting.id);
      end if;

      -- Each wallet takes one step: one version, whose lines all carry the balance that the transaction left.
      total := 0;
      moved := 0;
      foreach touched_id in array array_remove(array[posting.wallet_id, posting.receiver_id], null) loop
        touched_amount := 0;
        foreach line in array lines loop
          if line.account_id = touched_id then
            touched_amount := touched_amount + line.amount;
          end if;
        end loop;
        -- Nothing comes back to the wallet when all of a refund is forfeited.
        continue when touched_amount = 0;
        update accounts set balance = balance + touched_amount, version = version + 1
        where tenant_id = p_tenant_id and id = touched_id
        returning user_id, balance, version into touched;
        for i in 1..cardinality(lines) loop
          line := lines[i];
          if line.account_id = touched_id then
            lines[i] := row(p_tenant_id, i, posting.id, touched.version, touched_id, line.amount, touched.balance, line.lot_id)::entries;
          end if;
        end loop;
        total := total + touched_amount;
        if touched_id = posting.wallet_id then
          moved := touched_amount;
          balance_left := touched.balance;
        end if;
        -- The facts about a transaction bear its id; a transfer's receiver has facts of its own.
        fact_id := case when touched_id = posting.wallet_id then posting.id else uuidv7(p_now - clock_timestamp()) end;
        new_events := new_events || row(p_tenant_id, fact_id, 'transaction.posted', touched.user_id,
          jsonb_build_object('transaction', posting.public_id, 'transactionType', posting.type,
            'currency', posting.wallet_currency, 'digits', posting.wallet_digits,
            'amount', touched_amount, 'balance', touched.balance, 'version', touched.version),
          p_now, pg_current_xact_id())::events;
        new_records := new_records || row(p_tenant_id, fact_id, posting.actor,
          'transaction.' || posting.type, 'wallet:' || touched.user_id || '/' || posting.wallet_currency,
          posting.request_id, posting.address,
          jsonb_build_object('balance', touched.balance - touched_amount),
          jsonb_build_object('balance', touched.balance, 'transaction', posting.public_id),
          p_now, pg_current_xact_id())::audit_records;
      end loop;

      if total + forfeited <> 0 then
        lines := lines || row(p_tenant_id, 0, posting.id, null, against_id, -total - forfeited, null, null)::entries;
      end if;
      if forfeited > 0 then
        lines := lines || row(p_tenant_id, cardinality(lines) + 1, posting.id, null,
          ledger_platform_account(p_tenant_id, 'breakage', posting.wallet_currency), forfeited, null, null)::entries;
      end if;
      foreach line in array lines loop
        new_entries := new_entries || line;
      end loop;
      new_transactions := new_transactions || row(pg_current_xact_id(), p_tenant_id, posting.id, posting.type,
        posting.actor, posting.reason, posting.reference, posting.description, coalesce(posting.reverses, posting.about),
        posting.pending_until, posting.metadata, null)::transactions;
      outcome := jsonb_build_object('outcome', 'posted', 'id', posting.public_id, 'user', posting.wallet_user,
        'currency', posting.wallet_currency, 'digits', posting.wallet_digits, 'amount', moved, 'balance', balance_left,
        'actor', posting.actor);
    end if;

    outcomes[posting.place] := outcome;
    if posting.key is not null then
      new_outcomes := new_outcomes
        || row(p_tenant_id, posting.key, posting.fingerprint, outcome, p_now)::idempotency_records;
    end if;
  end loop;

  insert into transactions (tenant_id, type, id, actor, reason, reference, description, about, pending_until, metadata)
  select tenant_id, type, id, actor, reason, reference, description, about, pending_until, metadata
  from unnest(new_transactions);
  insert into entries select * from unnest(new_entries);
  insert into events select * from unnest(new_events);
  insert into audit_records select * from unnest(new_records);
  -- In key order: two calls that race with the same keys wait for each other, never in a circle.
  insert into idempotency_records select * from unnest(new_outcomes) o order by o.key;
  return to_jsonb(outcomes);
end $$;
