-- Up Migration

-- What is held for a payee, and what has not matured, is added up in an index alone.
drop index held_for_payee;
create index held_for_payee on holds (tenant_id, payee_id, currency) include (amount, released, refunded) where status = 'held';
drop index earnings_to_mature;
create index earnings_to_mature on earnings (tenant_id, user_id, currency, available_at) include (amount);

-- Those in one state, of a payee or an offering, newest first, however rare it is.
create index holds_of_payee_by_status on holds (tenant_id, payee_id, status, id);
create index holds_of_offering_by_status on holds (tenant_id, offering_id, status, id);

-- Who is enrolled, in the order of a list that has one line for each user.
create index enrollments_of_offering_by_user on enrollments (tenant_id, offering_id, user_id);
