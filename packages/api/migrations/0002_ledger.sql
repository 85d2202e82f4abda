-- Up Migration

create table currencies (
  tenant_id int not null,
  code text not null check (code ~ '^[A-Z][A-Z0-9_]{1,15}$'),
  digits smallint not null check (digits between 0 and 8),
  created_at timestamptz not null,
  primary key (tenant_id, code)
);
call protect_by_tenant('currencies', 'select, insert');

-- Strict accounts (wallets) have a locked balance and a gap-free version. Derived accounts (revenue, issuance, …) have
-- neither: their balance is a roll-up plus the entries since, so that no two postings ever wait for each other there.
create table accounts (
  tenant_id int not null,
  id bigint generated always as identity,
  kind text not null check (kind in ('wallet', 'issuance', 'clearing', 'revenue', 'reserved', 'breakage', 'adjustments')),
  currency text not null,
  user_id text,
  balance bigint,
  version int,
  frozen_at timestamptz,
  frozen_reason text,
  blocked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, currency) references currencies (tenant_id, code),
  unique nulls not distinct (tenant_id, user_id, kind, currency),
  constraint balances_are_exact_in_javascript check (balance between -9007199254740991 and 9007199254740991),
  constraint strict_accounts_have_a_user check ((kind = 'wallet') = (user_id is not null)),
  constraint strict_accounts_have_a_balance check ((kind = 'wallet') = (balance is not null) and (kind = 'wallet') = (version is not null))
) with (fillfactor = 70);
call protect_by_tenant('accounts', 'select, insert, update');

-- A wallet's lots divide its balance by terms. Money on equal terms shares a lot. What a user owes is a lot below zero.
create table lots (
  tenant_id int not null,
  id bigint generated always as identity,
  account_id bigint not null,
  funding text not null check (funding in ('promotional', 'paid', 'debt')),
  refundable boolean not null,
  expires_at timestamptz,
  balance bigint not null,
  created_at timestamptz not null,
  written_off_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id),
  unique nulls not distinct (tenant_id, account_id, funding, refundable, expires_at),
  constraint lots_never_go_below_zero check (funding = 'debt' or balance >= 0),
  constraint debts_never_go_above_zero check (funding <> 'debt' or balance <= 0),
  constraint only_paid_money_is_refundable check (funding = 'paid' or not refundable)
) with (fillfactor = 70);
create index lots_to_expire on lots (tenant_id, expires_at) where expires_at is not null and written_off_at is null;
call protect_by_tenant('lots', 'select, insert, update');

-- The columns of this table and the next stand in the order that wastes the fewest bytes on alignment.
create table transactions (
  xid xid8 not null default pg_current_xact_id(),
  created_at timestamptz not null,
  tenant_id int not null,
  id uuid not null,
  type text not null,
  actor text not null,
  reason text,
  reference text,
  description text,
  about uuid,
  pending_until timestamptz,
  metadata jsonb,
  primary key (tenant_id, id)
);
create index transactions_in_order on transactions (tenant_id, xid);
create unique index one_sign_up_credit_per_user on transactions (tenant_id, reference) where type = 'sign_up_credit';
create index transactions_by_reference on transactions (tenant_id, reference) where reference is not null;
create index transactions_pending on transactions (tenant_id, pending_until) where pending_until is not null;
call protect_by_tenant('transactions', 'select, insert');

-- One signed line of a transaction. Lines of strict accounts carry the balance that the transaction left there and the
-- account's version: together they are the statement.
-- No foreign keys: what a line names can't be deleted (nobody has the privilege), and each check would lock the row of the
-- platform account that all postings share. The proof looks for orphans.
create table entries (
  tenant_id int not null,
  line smallint not null,
  transaction_id uuid not null,
  version int,
  account_id bigint not null,
  amount bigint not null check (amount <> 0),
  balance_after bigint,
  lot_id bigint,
  primary key (tenant_id, transaction_id, line)
);
create unique index entries_of_account on entries (tenant_id, account_id, version, line) where version is not null;
call protect_by_tenant('entries', 'select, insert');

-- Each reversal continues where the one before ended, and none may pass the original: rows cannot be changed, the chain
-- begins once and cannot fork, so no number of concurrent refunds gives back more than was taken.
create table reversals (
  tenant_id int not null,
  transaction_id uuid not null,
  reverses uuid not null,
  original_amount bigint not null check (original_amount > 0),
  reversed_before bigint not null check (reversed_before >= 0),
  reversed_after bigint not null,
  -- The first continues none.
  continues bigint generated always as (nullif(reversed_before, 0)) stored,
  primary key (tenant_id, transaction_id),
  foreign key (tenant_id, transaction_id) references transactions (tenant_id, id) deferrable initially deferred,
  foreign key (tenant_id, reverses) references transactions (tenant_id, id),
  constraint reversals_form_one_chain unique (tenant_id, reverses, reversed_before),
  constraint reversals_have_one_end unique (tenant_id, reverses, original_amount, reversed_after),
  constraint reversals_continue_the_one_before foreign key (tenant_id, reverses, original_amount, continues)
    references reversals (tenant_id, reverses, original_amount, reversed_after),
  constraint reversals_give_something_back check (reversed_after > reversed_before),
  constraint reversals_stay_within_the_original check (reversed_after <= original_amount)
);
call protect_by_tenant('reversals', 'select, insert');

-- How a pending transaction ended: once, for ever.
create table settlements (
  tenant_id int not null,
  transaction_id uuid not null,
  outcome text not null check (outcome in ('settled', 'failed')),
  by_transaction_id uuid not null,
  primary key (tenant_id, transaction_id),
  foreign key (tenant_id, transaction_id) references transactions (tenant_id, id),
  foreign key (tenant_id, by_transaction_id) references transactions (tenant_id, id) deferrable initially deferred
);
call protect_by_tenant('settlements', 'select, insert');

-- The balance of a derived account from all transactions below an xid.
create table rollups (
  tenant_id int not null,
  account_id bigint not null,
  balance bigint not null,
  below xid8 not null,
  primary key (tenant_id, account_id),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
call protect_by_tenant('rollups', 'select, insert, update');
