-- A uuid as a typed id (prefix and Crockford base32, as typeid.io has it), for ids that are born inside the database. In three
-- numbers of 10, 8 and 8 digits, which are shifted: a set of digits takes four times as long, and a batch makes thousands of ids.
create or replace function typed_id(p_prefix text, p_id uuid)
returns text language plpgsql immutable strict as $$
declare
  hex constant text := replace(p_id::text, '-', '');
  parts constant bigint[] := array[
    ('x' || substr(hex, 1, 12))::bit(48), ('x' || substr(hex, 13, 10))::bit(40), ('x' || substr(hex, 23, 10))::bit(40)]::bigint[];
  id text := p_prefix || '_';
begin
  for i in 0..25 loop
    id := id || substr('0123456789abcdefghjkmnpqrstvwxyz',
      (parts[greatest(i - 2, 0) / 8 + 1] >> (7 - (i - 2) % 8) * 5 & 31)::int + 1, 1);
  end loop;
  return id;
end $$;
