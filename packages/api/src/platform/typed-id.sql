-- A uuid as a typed id (prefix and Crockford base32, as typeid.io has it), for ids that are born inside the database.
create or replace function typed_id(p_prefix text, p_id uuid)
returns text language sql immutable as $$
  select p_prefix || '_' || string_agg(
    substr('0123456789abcdefghjkmnpqrstvwxyz', substring(b'00' || ('x' || replace(p_id::text, '-', ''))::bit(128) from i * 5 + 1 for 5)::bit(5)::int + 1, 1), ''
    order by i)
  from generate_series(0, 25) i
$$;
