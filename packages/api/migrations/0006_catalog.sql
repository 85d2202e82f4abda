-- Up Migration

alter table offerings
  add column capacity int check (capacity >= 0),
  add column opens_at timestamptz,
  add column closes_at timestamptz,
  add column starts_at timestamptz,
  add column ends_at timestamptz,
  add column search text not null generated always as (lower(id || ' ' || title)) stored,
  add constraint offerings_open_before_they_close check (opens_at < closes_at),
  add constraint offerings_start_before_they_end check (starts_at < ends_at);
create index offerings_by_search on offerings using gin (tenant_id, search gin_trgm_ops);

-- What comes with an offering. The kinds say what may include what, so there is no circle and no chain longer than two.
create table inclusions (
  tenant_id int not null,
  offering_id text not null,
  included_id text not null,
  place int not null,
  primary key (tenant_id, offering_id, included_id),
  foreign key (tenant_id, offering_id) references offerings (tenant_id, id),
  foreign key (tenant_id, included_id) references offerings (tenant_id, id)
);
create index inclusions_of_included on inclusions (tenant_id, included_id);
call protect_by_tenant('inclusions', 'select, insert, delete');

create table prerequisites (
  tenant_id int not null,
  offering_id text not null,
  required_id text not null,
  place int not null,
  primary key (tenant_id, offering_id, required_id),
  foreign key (tenant_id, offering_id) references offerings (tenant_id, id),
  foreign key (tenant_id, required_id) references offerings (tenant_id, id),
  constraint nothing_requires_itself check (required_id <> offering_id)
);
call protect_by_tenant('prerequisites', 'select, insert, delete');

alter table enrollments
  add column completion_percentage smallint not null default 0 check (completion_percentage between 0 and 100),
  add column completed_at timestamptz,
  add constraint completed_enrollments_say_when check (status <> 'completed' or completed_at is not null);
-- Who is in, for places and lists.
create index enrollments_of_offering on enrollments (tenant_id, offering_id, id);
