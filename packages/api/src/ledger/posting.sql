-- The postings of a call as rows.
--
-- Each element of p_postings:
--   id, public_id      uuid of the new transaction, and the same as its typed id
--   type               what it is called in the statement; see the contract
--   user_id, currency  the wallet; a reversal finds its own
--   amount             minor units: above zero adds to the wallet, below zero takes from it.
--                      Of a reversal: how much to give back, above zero; null is all that is left
--   against            kind of the platform account on the other side; of a reversal 'escrow', when a hold gives back
--   funding, refundable, expires_at | expires_on + timezone    terms of the lot that a credit goes to; a reversal's funding is
--                      null, for the lots that paid, or promotional, for credit instead
--   to_user_id, fee    a transfer's receiver, and what the platform keeps
--   reverses           the transaction to give back; grace_days: how long reissued credit lasts, null forfeits it
--   fails_pending      the reversal ends a pending transaction
--   restricted         refused by a frozen wallet and by one in debt: spending, not corrections
--   overdraft          what the wallet lacks becomes a debt instead of a refusal
--   key, fingerprint   idempotency; null where the caller keeps its own record
--   actor, reason, reference, description, about, pending_until, metadata, request_id, address
--
-- p_wallets: the posting's wallet, by its place in the call; a reversal finds its own. p_sides: the platform's account and the
-- currency's digits, {"revenue/USD": {"id": 7, "digits": 2}}: few, and looked up once for all postings.
--
-- ROWS 1, and a language that is not inlined: the planner then finds each row that a posting touches by its key. Expecting
-- more, and without statistics of a young database, it would read a tenant's whole tables instead.
drop function if exists ledger_postings(jsonb), ledger_postings_named(jsonb), ledger_key_taken();
create or replace function ledger_postings(p_postings jsonb, p_wallets bigint[], p_sides jsonb)
returns table (
  id uuid, public_id text, type text, user_id text, currency text, amount bigint, against text, funding text,
  refundable boolean, expires_at timestamptz, to_user_id text, fee bigint, reverses uuid, grace_days int,
  fails_pending boolean, restricted boolean, overdraft boolean, key text, fingerprint bytea, actor text, reason text,
  reference text, description text, about uuid, pending_until timestamptz, metadata jsonb, request_id text, address inet,
  plain boolean, place bigint, own_wallet_id bigint, side_id bigint, digits smallint)
language plpgsql immutable rows 1 as $$
begin
  return query
    select p.id, p.public_id, p.type, p.user_id, p.currency, p.amount, p.against, p.funding, p.refundable,
      -- A day ends where the next begins, though not past the last year that the API can tell.
      coalesce(p.expires_at, case when p.expires_on is not null then
        least((p.expires_on + 1)::timestamp at time zone p.timezone, timestamptz '9998-12-31 23:59:59.999+00') end),
      p.to_user_id, p.fee, p.reverses, p.grace_days, p.fails_pending, p.restricted, coalesce(p.overdraft, false), p.key,
      decode(p.fingerprint, 'hex'), p.actor, p.reason, p.reference, p.description, p.about, p.pending_until, p.metadata,
      p.request_id, p.address,
      ledger_is_plain(p.type, p.reverses, p.to_user_id, p.about, p.overdraft), p.place,
      p_wallets[p.place], (s.side -> 'id')::bigint, (s.side -> 'digits')::smallint
    from rows from (jsonb_to_recordset(p_postings) as (
      id uuid, public_id text, type text, user_id text, currency text, amount bigint, against text, funding text,
      refundable boolean, expires_at timestamptz, expires_on date, timezone text, to_user_id text, fee bigint, reverses uuid,
      grace_days int, fails_pending boolean, restricted boolean, overdraft boolean, key text, fingerprint text, actor text,
      reason text, reference text, description text, about uuid, pending_until timestamptz, metadata jsonb, request_id text,
      address inet)) with ordinality as p(
      id, public_id, type, user_id, currency, amount, against, funding, refundable, expires_at, expires_on, timezone,
      to_user_id, fee, reverses, grace_days, fails_pending, restricted, overdraft, key, fingerprint, actor, reason, reference,
      description, about, pending_until, metadata, request_id, address, place)
    cross join lateral (select p_sides -> (p.against || '/' || p.currency) as side offset 0) s;
end $$;

-- Which accounts the postings touch, which is all that must be known before wallets are locked.
create or replace function ledger_accounts_named(p_postings jsonb)
returns table (user_id text, to_user_id text, currency text, against text, reverses uuid, plain boolean, place bigint)
language plpgsql immutable rows 1 as $$
begin
  return query
    select p.user_id, p.to_user_id, p.currency, p.against, p.reverses,
      ledger_is_plain(p.type, p.reverses, p.to_user_id, p.about, p.overdraft), p.place
    from rows from (jsonb_to_recordset(p_postings) as (
      type text, user_id text, to_user_id text, currency text, against text, reverses uuid, about uuid, overdraft boolean))
      with ordinality as p(type, user_id, to_user_id, currency, against, reverses, about, overdraft, place);
end $$;

-- Whether ledger_post_plain may take it, together with all others of its kind.
create or replace function ledger_is_plain(p_type text, p_reverses uuid, p_to_user_id text, p_about uuid, p_overdraft boolean)
returns boolean language sql immutable as $$
  select p_reverses is null and p_to_user_id is null and p_about is null and p_type <> 'sign_up_credit'
    and p_overdraft is not true
$$;
