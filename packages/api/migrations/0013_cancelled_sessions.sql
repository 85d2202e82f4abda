-- Up Migration

-- What was paid for a session without a payee waits in no hold. When the session is cancelled, it goes back all the same.
alter table offerings
  add column paid_back_at timestamptz,
  add constraint only_cancelled_sessions_are_paid_back check (paid_back_at is null or cancelled_at is not null);
create index sessions_to_pay_back on offerings (tenant_id, id) where cancelled_at is not null and paid_back_at is null;
