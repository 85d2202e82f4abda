-- Up Migration

-- A closed list, and a row of the ledger eight bytes shorter.
create type transaction_type as enum (
  'grant', 'sign_up_credit', 'top_up', 'deposit', 'spend', 'adjustment', 'transfer', 'reversal', 'settlement', 'expiry');
drop index one_sign_up_credit_per_user;
alter table transactions alter column type type transaction_type using type::transaction_type;
create unique index one_sign_up_credit_per_user on transactions (tenant_id, reference) where type = 'sign_up_credit';
