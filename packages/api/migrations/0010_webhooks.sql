-- Up Migration

-- An address that is told of events. It has a place of its own in their order (cursor_xid, cursor_id), and is worked on by one
-- worker at a time: due_at says when one should look, free_at when the next one may take it.
create table webhook_endpoints (
  tenant_id int not null,
  id uuid not null,
  url text not null,
  description text not null,
  event_types text[] not null,
  enabled boolean not null default true,
  disabled_at timestamptz,
  disabled_reason text check (disabled_reason in ('requested', 'gone', 'failing')),
  failing_since timestamptz,
  cursor_xid xid8 not null,
  cursor_id uuid not null,
  -- What was taken is sent again up to here: a replay of all.
  resend_until xid8,
  due_at timestamptz not null,
  free_at timestamptz not null,
  leased_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  check (enabled = (disabled_at is null) and enabled = (disabled_reason is null)),
  check (deleted_at is null or not enabled)
);
create index webhook_endpoints_due on webhook_endpoints (due_at) where enabled;
create index webhook_endpoints_leased on webhook_endpoints (leased_by) where leased_by is not null;
call protect_by_tenant('webhook_endpoints', 'select, insert, update, delete');
-- Workers look for work at all tenants in one statement. They see where there is some, and nothing of what it is.
create policy operator on webhook_endpoints to bursar_operator using (true) with check (true);
grant select (tenant_id, id, enabled, due_at, free_at, leased_by), update (due_at, free_at, leased_by)
  on webhook_endpoints to bursar_operator;

-- Encrypted with the operator's key: signing needs the plain secret.
create table webhook_secrets (
  tenant_id int not null,
  endpoint_id uuid not null,
  id uuid not null,
  signature text not null check (signature in ('hmac-sha256', 'ed25519')),
  ciphertext text not null,
  public_key text check ((signature = 'ed25519') = (public_key is not null)),
  created_at timestamptz not null,
  retires_at timestamptz,
  primary key (tenant_id, endpoint_id, id),
  foreign key (tenant_id, endpoint_id) references webhook_endpoints (tenant_id, id)
);
call protect_by_tenant('webhook_secrets', 'select, insert, update, delete');

-- One event on its way to one endpoint, with the body as it is sent each time.
create table webhook_deliveries (
  tenant_id int not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  type text not null,
  body text not null,
  status text not null default 'pending' check (status in ('pending', 'succeeded', 'failed')),
  -- How far along the schedule; begins anew when it is asked for again.
  step int not null default 0,
  attempts int not null default 0,
  next_attempt_at timestamptz,
  created_at timestamptz not null,
  primary key (tenant_id, endpoint_id, event_id),
  foreign key (tenant_id, endpoint_id) references webhook_endpoints (tenant_id, id),
  check ((status = 'pending') = (next_attempt_at is not null))
);
create index webhook_deliveries_due on webhook_deliveries (tenant_id, endpoint_id, next_attempt_at, event_id)
  where status = 'pending';
create index webhook_deliveries_by_status on webhook_deliveries (tenant_id, endpoint_id, status, event_id);
create index webhook_deliveries_by_age on webhook_deliveries using brin (created_at);
call protect_by_tenant('webhook_deliveries', 'select, insert, update, delete');

create table webhook_attempts (
  tenant_id int not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  number int not null,
  started_at timestamptz not null,
  duration_milliseconds int not null,
  status int,
  error text,
  response text,
  primary key (tenant_id, endpoint_id, event_id, number),
  foreign key (tenant_id, endpoint_id, event_id) references webhook_deliveries (tenant_id, endpoint_id, event_id)
    on delete cascade,
  check ((status is null) = (error is not null))
);
call protect_by_tenant('webhook_attempts', 'select, insert, delete');
