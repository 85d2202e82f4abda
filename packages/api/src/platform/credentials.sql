-- Who presents a credential. These run before the tenant is known: a row shows itself only to whoever names it exactly.

create or replace function tenant_document(p_tenant_id int)
returns jsonb language plpgsql as $$
begin
  perform set_config('bursar.tenant_id', p_tenant_id::text, true);
  return (
    select jsonb_build_object('id', id, 'publicId', public_id, 'mode', mode, 'settings', settings)
    from tenants where id = p_tenant_id);
end $$;

create or replace function find_key(p_hash bytea)
returns jsonb language plpgsql as $$
declare
  found_key keys;
begin
  perform set_config('bursar.key_hash', encode(p_hash, 'hex'), true);
  select * into found_key from keys where hash = p_hash limit 1;
  if found_key.id is null then
    return null;
  end if;
  return jsonb_build_object('id', found_key.id, 'kind', found_key.kind, 'scopes', found_key.scopes,
    'origins', found_key.origins, 'expiresAt', found_key.expires_at, 'revokedAt', found_key.revoked_at,
    'tenant', tenant_document(found_key.tenant_id));
end $$;

create or replace function find_token_secret(p_id uuid)
returns jsonb language plpgsql as $$
declare
  found_secret token_secrets;
begin
  perform set_config('bursar.token_secret_id', p_id::text, true);
  select * into found_secret from token_secrets where id = p_id limit 1;
  if found_secret.id is null then
    return null;
  end if;
  return jsonb_build_object('ciphertext', found_secret.ciphertext, 'retiresAt', found_secret.retires_at,
    'tenant', tenant_document(found_secret.tenant_id));
end $$;
