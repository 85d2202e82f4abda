-- Up Migration

create table offerings (
  tenant_id int not null,
  id text not null check (id <> '' and length(id) <= 255),
  kind text not null check (kind in ('course', 'session', 'membership')),
  title text not null,
  description text,
  url text,
  available boolean not null,
  access_days int check (access_days > 0),
  metadata jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
call protect_by_tenant('offerings', 'select, insert, update');

-- A price is never edited: a new version ends the one before. No live price means the offering is free.
create table prices (
  tenant_id int not null,
  offering_id text not null,
  currency text not null,
  version int not null check (version > 0),
  amount bigint not null check (amount > 0),
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, offering_id, currency, version),
  foreign key (tenant_id, offering_id) references offerings (tenant_id, id),
  foreign key (tenant_id, currency) references currencies (tenant_id, code)
);
create unique index one_live_price_per_currency on prices (tenant_id, offering_id, currency) where ended_at is null;
call protect_by_tenant('prices', 'select, insert, update');

-- No foreign key to the offering: it can't be deleted, and the check would lock one row for all who enroll in it.
create table enrollments (
  tenant_id int not null,
  id uuid not null,
  user_id text not null,
  offering_id text not null,
  status text not null check (status in ('active', 'completed', 'cancelled', 'expired')),
  created_at timestamptz not null,
  expires_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id)
);
create unique index one_live_enrollment on enrollments (tenant_id, user_id, offering_id) where status in ('active', 'completed');
create index enrollments_of_user on enrollments (tenant_id, user_id, id);
call protect_by_tenant('enrollments', 'select, insert, update');

-- One live reason why a user may enter. Losing one never takes away another.
create table entitlements (
  tenant_id int not null,
  id uuid not null,
  enrollment_id uuid not null,
  user_id text not null,
  offering_id text not null,
  source text not null check (source in ('free', 'wallet', 'card', 'seat', 'grant', 'coupon', 'lti')),
  transaction_id uuid,
  starts_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, enrollment_id) references enrollments (tenant_id, id),
  foreign key (tenant_id, transaction_id) references transactions (tenant_id, id)
);
create index entitlements_of_user on entitlements (tenant_id, user_id, offering_id) where revoked_at is null;
create index entitlements_of_enrollment on entitlements (tenant_id, enrollment_id);
call protect_by_tenant('entitlements', 'select, insert, update');
