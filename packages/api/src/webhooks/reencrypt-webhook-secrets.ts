import { type Reencrypted, reencryptSecrets } from "../platform/auth/reencrypt-secrets.ts";
import type { Context } from "../platform/context.ts";

/** Encrypts what a tenant's webhooks are signed with by the first of the keys. */
export const reencryptWebhookSecrets = (context: Context, keys: readonly Uint8Array[]): Promise<Reencrypted> =>
  reencryptSecrets(context, keys, { table: "webhook_secrets", prefix: "whs" });
