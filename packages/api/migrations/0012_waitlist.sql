-- Up Migration

-- Who waits for a place of a full offering, in the order of their numbers. An offer keeps the place, and the prices of that
-- moment by their versions ({"UNIT": 2}; none is free), until it expires. That it has is true at once; the row follows.
create table waitlist_entries (
  tenant_id int not null,
  id uuid not null,
  offering_id text not null,
  user_id text not null,
  number int not null check (number > 0),
  status text not null check (status in ('waiting', 'offered', 'accepted', 'expired', 'left')),
  created_at timestamptz not null,
  offered_at timestamptz,
  expires_at timestamptz,
  price_versions jsonb,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, offering_id) references offerings (tenant_id, id),
  -- Numbers are given under the lock of the offering's places: nobody comes in between, and nobody shares one.
  constraint one_number_per_entry unique (tenant_id, offering_id, number),
  constraint offers_have_a_window_and_prices check (
    (offered_at is null) = (expires_at is null) and (offered_at is null) = (price_versions is null) and offered_at <= expires_at),
  constraint offered_is_what_has_an_offer check (
    case status when 'waiting' then offered_at is null when 'offered' then offered_at is not null
      when 'expired' then offered_at is not null else true end),
  constraint entries_end_once check ((ended_at is not null) = (status in ('accepted', 'expired', 'left')))
) with (fillfactor = 80);
create unique index one_live_entry on waitlist_entries (tenant_id, offering_id, user_id) where status in ('waiting', 'offered');
-- The line itself: who is ahead is counted in the index.
create index waitlist_line on waitlist_entries (tenant_id, offering_id, number) include (status, expires_at)
  where status in ('waiting', 'offered');
create index waitlist_entries_of_user on waitlist_entries (tenant_id, user_id, id);
call protect_by_tenant('waitlist_entries', 'select, insert, update');

-- Whether anybody waits, so that enrolling where nobody does need not look. Set and cleared under the lock of the places.
alter table offerings add column has_line boolean not null default false;
create index offerings_with_a_line on offerings (tenant_id, id) where has_line;

-- How many are in is counted in the index alone.
create index students on enrollments (tenant_id, offering_id, expires_at) where status in ('active', 'completed');
