import { recordAudit } from "../platform/audit.ts";
import { decrypt, encrypt, UnreadableSecretError } from "../platform/auth/encryption.ts";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";

/** Encrypts what a tenant's LiveKit signs with by the first of the keys. Doing it again changes nothing. */
export async function reencryptLivekitSecret(
  context: Context,
  keys: readonly Uint8Array[],
): Promise<{ changed: number; current: number; unreadable: string[] }> {
  const { tenant } = context;
  const [current] = keys as [Uint8Array];
  return asTenant(context.sql, tenant.id, async (tx) => {
    const [row] = await tx<{ ciphertext: string }[]>`
      select ciphertext from livekit_settings where tenant_id = ${tenant.id} for update`;
    if (!row) return { changed: 0, current: 0, unreadable: [] };
    if (await read(row.ciphertext, [current])) return { changed: 0, current: 1, unreadable: [] };
    const secret = await read(row.ciphertext, keys);
    if (!secret) return { changed: 0, current: 0, unreadable: ["livekit"] };
    const renewed = await encrypt(secret, current);
    await tx`update livekit_settings set ciphertext = ${renewed} where tenant_id = ${tenant.id}`;
    await recordAudit(tx, context, "livekit_settings.reencrypted", `tenant:${tenant.publicId}`, null, null);
    return { changed: 1, current: 0, unreadable: [] };
  });
}

async function read(ciphertext: string, keys: readonly Uint8Array[]): Promise<Uint8Array | null> {
  try {
    return await decrypt(ciphertext, keys);
  } catch (error) {
    if (error instanceof UnreadableSecretError) return null;
    throw error;
  }
}
