-- Up Migration

-- A closed list, and four bytes instead of up to fifteen.
create type transaction_type as enum (
  'grant', 'sign_up_credit', 'top_up', 'deposit', 'spend', 'adjustment', 'transfer', 'reversal', 'settlement', 'expiry');
drop index one_sign_up_credit_per_user;
alter table transactions alter column type type transaction_type using type::transaction_type;
create unique index one_sign_up_credit_per_user on transactions (tenant_id, reference) where type = 'sign_up_credit';

-- The id of a transaction says when it was made, to the millisecond: nothing need repeat it.
alter table transactions drop column created_at;
alter table transactions add column created_at timestamptz not null generated always as (uuid_extract_timestamp(id)) virtual;
