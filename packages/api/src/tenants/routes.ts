import { tenants } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import type { CredentialStore } from "../platform/auth/credential-store.ts";
import { asTenant } from "../platform/database.ts";
import { changeOrigins, revokeKey, rotateKey } from "./change-key.ts";
import { createKey } from "./create-key.ts";
import { selectKeys, selectTenant } from "./queries.ts";
import { rotateTokenSecret } from "./rotate-token-secret.ts";
import { updateTenant } from "./update-tenant.ts";

export function tenantRoutes(api: Api, encryptionKey: Uint8Array, credentials: CredentialStore): void {
  /** The other processes hear of a change; this one has forgotten before it answers. */
  const changing = <T>(change: Promise<T>): Promise<T> => change.finally(() => credentials.forget());

  api.on(tenants.retrieveTenant, (context) =>
    asTenant(context.sql, context.tenant.id, (tx) => selectTenant(tx, context.tenant.id)),
  );
  api.on(tenants.updateTenant, (context, { body }) => changing(updateTenant(context, body)));

  api.on(tenants.listKeys, async (context) => ({
    data: await asTenant(context.sql, context.tenant.id, (tx) => selectKeys(tx, context.tenant.id)),
  }));
  api.on(tenants.createKey, (context, { body }) => createKey(context, body));
  api.on(tenants.updateKey, (context, { params, body }) => changing(changeOrigins(context, params.key, body.origins)));
  api.on(tenants.rotateKey, (context, { params, body }) =>
    changing(rotateKey(context, params.key, body.overlapSeconds)),
  );
  api.on(tenants.revokeKey, (context, { params }) => changing(revokeKey(context, params.key)));
  api.on(tenants.rotateTokenSecret, (context, { body }) =>
    changing(rotateTokenSecret(context, encryptionKey, body.overlapSeconds)),
  );
}
