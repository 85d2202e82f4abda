-- Up Migration

-- Those in one state, newest first, however rare it is.
create index enrollments_by_status on enrollments (tenant_id, status, id);
-- Time ends an enrollment without a word in its row.
create index enrollments_by_end on enrollments (tenant_id, expires_at) where expires_at is not null and status in ('active', 'completed');
