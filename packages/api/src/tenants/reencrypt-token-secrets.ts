import { type Reencrypted, reencryptSecrets } from "../platform/auth/reencrypt-secrets.ts";
import type { Context } from "../platform/context.ts";

/** Encrypts what a tenant's user tokens are signed with by the first of the keys. */
export const reencryptTokenSecrets = (context: Context, keys: readonly Uint8Array[]): Promise<Reencrypted> =>
  reencryptSecrets(context, keys, { table: "token_secrets", prefix: "uts" });
