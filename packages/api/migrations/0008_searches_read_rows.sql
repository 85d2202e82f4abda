-- Up Migration

-- `like` is not leakproof: under row-level security nobody but a superuser ever read these, and each import wrote them.
drop index users_by_search;
drop index offerings_by_search;
