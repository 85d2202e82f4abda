-- Up Migration

-- Settings that were stored before speak of all that there is now.
update tenants set settings = jsonb_set(settings, '{waitlist,open}', 'true') where settings ? 'waitlist';
