import { tenants } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import { asTenant } from "../platform/database.ts";
import { changeOrigins, revokeKey, rotateKey } from "./change-key.ts";
import { createKey } from "./create-key.ts";
import { selectKeys, selectTenant } from "./queries.ts";
import { rotateTokenSecret } from "./rotate-token-secret.ts";
import { updateTenant } from "./update-tenant.ts";

export function tenantRoutes(api: Api, encryptionKey: Uint8Array): void {
  api.on(tenants.retrieveTenant, (context) =>
    asTenant(context.sql, context.tenant.id, (tx) => selectTenant(tx, context.tenant.id)),
  );
  api.on(tenants.updateTenant, (context, { body }) => updateTenant(context, body));

  api.on(tenants.listKeys, async (context) => ({
    data: await asTenant(context.sql, context.tenant.id, (tx) => selectKeys(tx, context.tenant.id)),
  }));
  api.on(tenants.createKey, (context, { body }) => createKey(context, body));
  api.on(tenants.updateKey, (context, { params, body }) => changeOrigins(context, params.key, body.origins));
  api.on(tenants.rotateKey, (context, { params, body }) => rotateKey(context, params.key, body.overlapSeconds));
  api.on(tenants.revokeKey, (context, { params }) => revokeKey(context, params.key));
  api.on(tenants.rotateTokenSecret, (context, { body }) =>
    rotateTokenSecret(context, encryptionKey, body.overlapSeconds),
  );
}
