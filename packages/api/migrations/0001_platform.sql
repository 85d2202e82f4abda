-- Up Migration

-- The API runs as bursar_app, which owns nothing and is bound by every policy.
-- The worker and the command line run as bursar_operator when they must see which tenants there are.
-- Roles are shared by all databases of a server, so they may be there already.
do $$ begin
  create role bursar_app nologin nobypassrls;
exception when duplicate_object then null;
end $$;
do $$ begin
  create role bursar_operator nologin nobypassrls;
exception when duplicate_object then null;
end $$;
do $$ begin
  if not pg_has_role(current_user, 'bursar_app', 'member') then grant bursar_app to current_user; end if;
  if not pg_has_role(current_user, 'bursar_operator', 'member') then grant bursar_operator to current_user; end if;
end $$;
grant usage on schema public to bursar_app, bursar_operator;

create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- Puts a table under its tenant: no row of another tenant can be seen or written, by anyone.
-- nullif: a pooled connection may carry a leftover empty setting, which must mean "no tenant", not an error.
-- The policy is a plain expression, without a sub-select, so that the tables can be distributed by tenant.
create procedure protect_by_tenant(p_table regclass, p_privileges text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', p_table);
  execute format('alter table %s force row level security', p_table);
  execute format(
    $policy$create policy tenant on %s
      using (tenant_id = nullif(current_setting('bursar.tenant_id', true), '')::int)
      with check (tenant_id = nullif(current_setting('bursar.tenant_id', true), '')::int)$policy$, p_table);
  execute format('grant %s on %s to bursar_app', p_privileges, p_table);
end $$;

create table tenants (
  id int generated always as identity primary key,
  public_id uuid not null unique,
  name text not null check (name <> ''),
  mode text not null check (mode in ('test', 'live')),
  settings jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null
);
alter table tenants enable row level security;
alter table tenants force row level security;
create policy own on tenants to bursar_app
  using (id = nullif(current_setting('bursar.tenant_id', true), '')::int)
  with check (id = nullif(current_setting('bursar.tenant_id', true), '')::int);
create policy operator on tenants to bursar_operator using (true) with check (true);
grant select, update on tenants to bursar_app;
grant select, insert, update on tenants to bursar_operator;

-- A key row is visible to its tenant, and to whoever presents the key (its hash): that is how a request finds its tenant.
create table keys (
  tenant_id int not null,
  id uuid not null,
  kind text not null check (kind in ('secret', 'publishable')),
  name text not null,
  hash bytea not null,
  hint text not null,
  scopes text[] not null default '{}',
  origins text[] not null default '{}',
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  check (kind = 'publishable' or origins = '{}'),
  check (kind = 'secret' or scopes = '{}')
);
create index keys_by_hash on keys (hash);
alter table keys enable row level security;
alter table keys force row level security;
create policy tenant on keys to bursar_app
  using (tenant_id = nullif(current_setting('bursar.tenant_id', true), '')::int)
  with check (tenant_id = nullif(current_setting('bursar.tenant_id', true), '')::int);
create policy presented on keys for select to bursar_app
  using (hash = decode(nullif(current_setting('bursar.key_hash', true), ''), 'hex'));
grant select, insert, update on keys to bursar_app;

-- Secrets with which a host's server signs user tokens. Encrypted with the operator's key: verifying needs the plain secret.
create table token_secrets (
  tenant_id int not null,
  id uuid not null,
  ciphertext text not null,
  created_at timestamptz not null,
  retires_at timestamptz,
  primary key (tenant_id, id)
);
create index token_secrets_by_id on token_secrets (id);
alter table token_secrets enable row level security;
alter table token_secrets force row level security;
create policy tenant on token_secrets to bursar_app
  using (tenant_id = nullif(current_setting('bursar.tenant_id', true), '')::int)
  with check (tenant_id = nullif(current_setting('bursar.tenant_id', true), '')::int);
create policy presented on token_secrets for select to bursar_app
  using (id = nullif(current_setting('bursar.token_secret_id', true), '')::uuid);
grant select, insert, update on token_secrets to bursar_app;

create table users (
  tenant_id int not null,
  id text not null check (id <> '' and length(id) <= 255),
  name text,
  email text,
  locale text,
  metadata jsonb not null default '{}',
  search text not null generated always as (lower(id || ' ' || coalesce(name, '') || ' ' || coalesce(email, ''))) stored,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
create index users_by_search on users using gin (tenant_id, search gin_trgm_ops);
call protect_by_tenant('users', 'select, insert, update, delete');

-- What a request with an idempotency key led to, refusals included; written in the transaction that did the work.
create table idempotency_records (
  tenant_id int not null,
  key text not null,
  fingerprint bytea not null,
  outcome jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, key)
);
create index idempotency_records_by_age on idempotency_records using brin (created_at);
call protect_by_tenant('idempotency_records', 'select, insert, delete');

-- xid orders rows by the transaction that wrote them. A reader that stays below the oldest transaction still running
-- can never skip a row that commits late.
create table events (
  tenant_id int not null,
  id uuid not null,
  type text not null,
  user_id text,
  data jsonb not null,
  created_at timestamptz not null,
  xid xid8 not null default pg_current_xact_id(),
  primary key (tenant_id, xid, id)
);
create index events_of_user on events (tenant_id, user_id, xid, id);
create index events_by_age on events using brin (created_at);
call protect_by_tenant('events', 'select, insert, delete');

create table audit_records (
  tenant_id int not null,
  id uuid not null,
  actor text not null,
  action text not null,
  object text not null,
  request_id text,
  address inet,
  before jsonb,
  after jsonb,
  created_at timestamptz not null,
  xid xid8 not null default pg_current_xact_id(),
  primary key (tenant_id, xid, id)
);
create index audit_records_of_object on audit_records (tenant_id, object, xid, id);
call protect_by_tenant('audit_records', 'select, insert');

-- A hash chain over what may never change: each seal covers the rows that were committed since the one before.
create table seals (
  tenant_id int not null,
  chain text not null check (chain in ('ledger', 'audit')),
  number int not null check (number > 0),
  below xid8 not null,
  rows int not null check (rows > 0),
  hash bytea not null,
  sealed_at timestamptz not null,
  primary key (tenant_id, chain, number)
);
call protect_by_tenant('seals', 'select, insert');

-- Requests counted per window by all API processes together.
create table rate_limits (
  tenant_id int not null,
  bucket text not null,
  window_start timestamptz not null,
  used int not null,
  primary key (tenant_id, bucket, window_start)
);
create index rate_limits_by_age on rate_limits using brin (window_start);
call protect_by_tenant('rate_limits', 'select, insert, update, delete');

-- The functions beside each capability, re-applied when their text changes.
create table applied_functions (
  file text primary key,
  hash text not null
);
alter table applied_functions enable row level security;
alter table applied_functions force row level security;
create policy migrator on applied_functions to public using (true) with check (true);
