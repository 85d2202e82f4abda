-- Whose LiveKit sends a webhook. Runs before the tenant is known: a row shows itself only to whoever names it exactly.
create or replace function find_livekit(p_tenant_public_id uuid)
returns jsonb language plpgsql as $$
declare
  settings livekit_settings;
begin
  perform set_config('bursar.livekit_tenant', p_tenant_public_id::text, true);
  select * into settings from livekit_settings where tenant_public_id = p_tenant_public_id limit 1;
  if settings.tenant_id is null then
    return null;
  end if;
  return jsonb_build_object('apiKey', settings.api_key, 'ciphertext', settings.ciphertext, 'tenantId', settings.tenant_id);
end $$;
