-- Up Migration

-- What was seen of a live session, as it came: late, twice, in any order. How long somebody was there is derived from it
-- whenever that is asked. No foreign key to the offering, which can't be deleted: the check would lock one row for all.
create table attendance_events (
  tenant_id int not null,
  offering_id text not null,
  source text not null check (source in ('livekit', 'report')),
  id text not null check (id <> '' and length(id) <= 255),
  kind text not null check (kind in ('joined', 'left', 'opened', 'closed')),
  user_id text,
  connection text,
  is_host boolean not null default false,
  at timestamptz not null,
  received_at timestamptz not null,
  primary key (tenant_id, offering_id, source, id),
  constraint users_come_and_go_by_a_connection check (
    (kind in ('joined', 'left')) = (user_id is not null) and (user_id is null) = (connection is null))
);
-- All that is asked of them stands in the index.
create index attendance_events_of_session on attendance_events (tenant_id, offering_id, user_id)
  include (connection, kind, is_host, at);
create index attendance_events_of_host on attendance_events (tenant_id, offering_id, user_id) where is_host;
create index attendance_events_of_user on attendance_events (tenant_id, user_id, offering_id) where user_id is not null;
call protect_by_tenant('attendance_events', 'select, insert');

-- What an admin has set by hand: it counts, whatever was measured.
create table attendance_overrides (
  tenant_id int not null,
  offering_id text not null,
  user_id text not null,
  seconds int check (seconds >= 0),
  status text check (status in ('attended', 'missed')),
  reason text not null check (reason <> ''),
  actor text not null,
  created_at timestamptz not null,
  primary key (tenant_id, offering_id, user_id),
  constraint overrides_say_either_how_long_or_whether check ((seconds is null) <> (status is null))
);
create index attendance_overrides_of_user on attendance_overrides (tenant_id, user_id, offering_id);
call protect_by_tenant('attendance_overrides', 'select, insert, update, delete');

-- Sessions whose attendance has been told, for the end that they had then.
create table ended_sessions (
  tenant_id int not null,
  offering_id text not null,
  ends_at timestamptz not null,
  recorded_at timestamptz not null,
  -- Something has become known since.
  is_stale boolean not null default false,
  primary key (tenant_id, offering_id)
);
call protect_by_tenant('ended_sessions', 'select, insert, update');

-- What was told last of each user, so that only what has changed is told again.
create table attendance_records (
  tenant_id int not null,
  offering_id text not null,
  user_id text not null,
  minutes int not null,
  percent int,
  status text,
  undecided text,
  recorded_at timestamptz not null,
  primary key (tenant_id, offering_id, user_id)
);
call protect_by_tenant('attendance_records', 'select, insert, update');

-- The room in which a session takes place, where that is not called as the session itself.
alter table offerings add column room text generated always as (metadata ->> 'room') stored;
create index offerings_by_room on offerings (tenant_id, room) where room is not null;

-- What a tenant's LiveKit signs its webhooks with. A webhook names the tenant by its public id, and nothing else is seen for it.
create table livekit_settings (
  tenant_id int not null,
  tenant_public_id uuid not null,
  api_key text not null check (api_key <> ''),
  ciphertext text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id)
);
create index livekit_settings_by_public_id on livekit_settings (tenant_public_id);
call protect_by_tenant('livekit_settings', 'select, insert, update, delete');
create policy presented on livekit_settings for select to bursar_app
  using (tenant_public_id = nullif(current_setting('bursar.livekit_tenant', true), '')::uuid);
