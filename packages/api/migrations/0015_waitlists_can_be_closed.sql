-- Up Migration

-- Settings that were stored before speak of all that there is now. Whoever owns the table sees all tenants meanwhile, whether
-- they are a superuser or not.
alter table tenants no force row level security;
update tenants set settings = jsonb_set(settings, '{waitlist,open}', 'true') where settings ? 'waitlist';
alter table tenants force row level security;
