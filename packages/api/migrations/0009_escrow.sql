-- Up Migration

-- Money that waits (escrow), what payees have earned, and what is on its way out to them.
alter table accounts drop constraint accounts_kind_check;
alter table accounts add constraint accounts_kind_check check (kind in (
  'wallet', 'earnings', 'issuance', 'clearing', 'revenue', 'reserved', 'breakage', 'adjustments', 'escrow', 'payouts'));
alter table accounts drop constraint strict_accounts_have_a_user;
alter table accounts drop constraint strict_accounts_have_a_balance;
alter table accounts
  add constraint strict_accounts_have_a_user check ((kind in ('wallet', 'earnings')) = (user_id is not null)),
  add constraint strict_accounts_have_a_balance check (
    (kind in ('wallet', 'earnings')) = (balance is not null) and (kind in ('wallet', 'earnings')) = (version is not null));

alter type transaction_type add value 'release';
alter type transaction_type add value 'clawback';
alter type transaction_type add value 'payout';
alter type transaction_type add value 'payout_paid';
alter type transaction_type add value 'payout_returned';

-- Who shares what is released, in basis points. Never edited: a changed plan is a new version, and a hold keeps its own.
create function split_shares_are_whole(p_shares jsonb) returns boolean language sql immutable as $$
  select sum((s ->> 'basisPoints')::int) = 10000 and min((s ->> 'basisPoints')::int) > 0
    and count(*) filter (where (s -> 'takesResidue')::boolean) = 1
  from jsonb_array_elements(p_shares) s
$$;
create table split_plans (
  tenant_id int not null,
  id text not null check (id <> '' and length(id) <= 255),
  version int not null check (version > 0),
  name text not null,
  shares jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, id, version),
  constraint split_plans_add_up_to_the_whole check (split_shares_are_whole(shares))
);
call protect_by_tenant('split_plans', 'select, insert');

-- Who is owed for an offering, and by which plan it is shared. A plan's live version is its highest.
alter table offerings
  add column payee_id text check (payee_id <> ''),
  add column plan_id text,
  -- A session that will not take place. Nobody attends it, nobody misses it, and what was paid for it goes back.
  add column cancelled_at timestamptz,
  add constraint only_sessions_are_cancelled check (cancelled_at is null or kind = 'session'),
  add constraint plans_need_a_payee check (plan_id is null or payee_id is not null);

-- Who brought the user here: has a share where the plan says so.
alter table users add column referrer_id text check (referrer_id <> id);

-- What was paid for an enrollment whose offering has a payee: it waits in escrow until it is released or refunded. The plan's
-- version and the people are those of the moment of the purchase.
create table holds (
  tenant_id int not null,
  id uuid not null,
  entitlement_id uuid not null,
  enrollment_id uuid not null,
  transaction_id uuid not null,
  user_id text not null,
  offering_id text not null,
  payee_id text not null,
  referrer_id text,
  plan_id text,
  plan_version int,
  currency text not null,
  amount bigint not null check (amount > 0),
  released bigint not null default 0 check (released >= 0),
  refunded bigint not null default 0 check (refunded >= 0),
  status text not null generated always as (
    case when released + refunded < amount then 'held' when released > 0 then 'released' else 'refunded' end) stored,
  created_at timestamptz not null,
  -- The learner has confirmed that it was delivered, or disputes it. What is disputed waits for a decision.
  confirmed_at timestamptz,
  disputed_at timestamptz,
  dispute_reason text,
  primary key (tenant_id, id),
  foreign key (tenant_id, plan_id, plan_version) references split_plans (tenant_id, id, version),
  unique (tenant_id, id, amount),
  constraint one_hold_per_purchase unique (tenant_id, transaction_id),
  constraint holds_give_no_more_than_they_have check (released + refunded <= amount),
  constraint disputes_have_a_reason check ((disputed_at is null) = (dispute_reason is null))
) with (fillfactor = 80);
create index holds_of_enrollment on holds (tenant_id, enrollment_id);
create index holds_of_user on holds (tenant_id, user_id, id);
create index holds_of_payee on holds (tenant_id, payee_id, id);
create index held_for_payee on holds (tenant_id, payee_id, currency) where status = 'held';
create index holds_by_status on holds (tenant_id, status, id);
create index holds_to_release on holds (tenant_id, offering_id, id) where status = 'held';
create index holds_of_offering on holds (tenant_id, offering_id, id);
create index holds_in_dispute on holds (tenant_id, id) where disputed_at is not null and status = 'held';
call protect_by_tenant('holds', 'select, insert, update');

-- Each movement continues where the one before ended: rows can't be changed, the chain begins once and can't fork, so no
-- number of concurrent workers takes more out of a hold than went in. A clawback brings back what was released.
create function shares_add_up_to(p_shares jsonb, p_amount bigint) returns boolean language sql immutable as $$
  select sum((s ->> 'amount')::bigint) = p_amount and min((s ->> 'amount')::bigint) >= 0 from jsonb_array_elements(p_shares) s
$$;
create table hold_movements (
  tenant_id int not null,
  hold_id uuid not null,
  number int not null check (number > 0),
  kind text not null check (kind in ('release', 'refund', 'clawback')),
  -- Zero where a session was settled that the hold had nothing left for.
  amount bigint not null check (amount >= 0),
  session_id text,
  transaction_id uuid,
  hold_amount bigint not null,
  released_before bigint not null check (released_before >= 0),
  refunded_before bigint not null check (refunded_before >= 0),
  released_after bigint not null check (released_after >= 0),
  refunded_after bigint not null check (refunded_after >= 0),
  -- When what was released may be withdrawn; a clawback takes back with the same date.
  available_at timestamptz,
  -- Who got (of a clawback: lost) how much of it: [{"user": "42", "amount": 70}, {"user": null, "amount": 30}]; null is the platform.
  shares jsonb,
  created_at timestamptz not null,
  -- The first continues none.
  continues int generated always as (nullif(number - 1, 0)) stored,
  primary key (tenant_id, hold_id, number),
  foreign key (tenant_id, hold_id, hold_amount) references holds (tenant_id, id, amount),
  unique (tenant_id, hold_id, number, released_after, refunded_after),
  constraint movements_continue_the_one_before foreign key (tenant_id, hold_id, continues, released_before, refunded_before)
    references hold_movements (tenant_id, hold_id, number, released_after, refunded_after),
  constraint the_first_movement_begins_with_nothing check (number > 1 or (released_before = 0 and refunded_before = 0)),
  constraint movements_do_what_they_say check (
    released_after = released_before + case kind when 'release' then amount when 'clawback' then -amount else 0 end
    and refunded_after = refunded_before + case kind when 'refund' then amount else 0 end),
  constraint movements_stay_within_the_hold check (released_after + refunded_after <= hold_amount),
  constraint money_moves_by_a_transaction check ((amount > 0) = (transaction_id is not null)),
  constraint what_is_shared_adds_up check (
    case when kind = 'refund' or amount = 0 then shares is null else coalesce(shares_add_up_to(shares, amount), false) end)
);
create unique index one_settlement_per_session on hold_movements (tenant_id, hold_id, session_id, kind) where session_id is not null;
create index hold_movements_of_transaction on hold_movements (tenant_id, transaction_id) where transaction_id is not null;
call protect_by_tenant('hold_movements', 'select, insert');

-- What became of a session: decided once.
create table session_outcomes (
  tenant_id int not null,
  session_id text not null,
  outcome text not null check (outcome in ('delivered', 'host_absent', 'cancelled', 'unknown')),
  decided_at timestamptz not null,
  -- When all holds have been settled accordingly.
  settled_at timestamptz,
  primary key (tenant_id, session_id),
  foreign key (tenant_id, session_id) references offerings (tenant_id, id)
);
call protect_by_tenant('session_outcomes', 'select, insert, update');
-- Sessions whose end has passed, found without reading those of years ago.
create index sessions_by_end on offerings (tenant_id, ends_at) where kind = 'session' and ends_at is not null;

-- What payees have earned and when it may be withdrawn: the entries of their earnings account, by their date.
create table earnings (
  tenant_id int not null,
  transaction_id uuid not null,
  line smallint not null,
  user_id text not null,
  currency text not null,
  amount bigint not null check (amount <> 0),
  available_at timestamptz not null,
  primary key (tenant_id, transaction_id, line)
);
create index earnings_to_mature on earnings (tenant_id, user_id, currency, available_at);
call protect_by_tenant('earnings', 'select, insert');

create table payout_batches (
  tenant_id int not null,
  id uuid not null,
  currency text not null,
  actor text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
call protect_by_tenant('payout_batches', 'select, insert');

-- A request reserves the money at once: what is asked for can't be asked for again.
create table payouts (
  tenant_id int not null,
  id uuid not null,
  user_id text not null,
  currency text not null,
  amount bigint not null check (amount > 0),
  status text not null check (status in ('requested', 'approved', 'paid', 'failed', 'rejected')),
  destination text not null,
  needs_approval boolean not null,
  requested_by text not null,
  decided_by text,
  reason text,
  reference text,
  batch_id uuid,
  -- The transaction that reserved the money, and the one that ended it: paid out, or returned once.
  transaction_id uuid not null,
  end_transaction_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, batch_id) references payout_batches (tenant_id, id),
  constraint payouts_end_once check ((end_transaction_id is not null) = (status in ('paid', 'failed', 'rejected'))),
  constraint nobody_approves_their_own check (not needs_approval or status <> 'approved' or decided_by <> requested_by),
  constraint failures_have_a_reason check (status not in ('failed', 'rejected') or reason is not null)
);
create index payouts_of_user on payouts (tenant_id, user_id, id);
create index payouts_by_status on payouts (tenant_id, status, id);
create index payouts_to_gather on payouts (tenant_id, currency, id) where status = 'approved' and batch_id is null;
create index payouts_of_batch on payouts (tenant_id, batch_id) where batch_id is not null;
call protect_by_tenant('payouts', 'select, insert, update');
