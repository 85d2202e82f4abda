export { revokeKey, rotateKey } from "./change-key.ts";
export { createKey } from "./create-key.ts";
export { createTenant, selectTenants } from "./create-tenant.ts";
export { reencryptTokenSecrets } from "./reencrypt-token-secrets.ts";
export { rotateTokenSecret } from "./rotate-token-secret.ts";
export { tenantRoutes } from "./routes.ts";
