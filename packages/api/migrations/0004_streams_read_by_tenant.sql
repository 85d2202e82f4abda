-- Up Migration

-- A stream that resumes reads what its tenant has missed, which is bounded, and picks its user's: an index by user would be
-- written at a random place for each event, and read a few times a day.
drop index events_of_user;
