import { recordAudit } from "../audit.ts";
import type { Context } from "../context.ts";
import { asTenant } from "../database.ts";
import { type Prefix, typedId } from "../ids.ts";
import { decrypt, encrypt, UnreadableSecretError } from "./encryption.ts";

export interface Reencrypted {
  /** How many were encrypted anew. */
  changed: number;
  /** How many had the current key already. */
  current: number;
  /** The ids of those that neither key can read. */
  unreadable: string[];
}

/**
 * Encrypts a tenant's stored secrets with the first of the keys, whichever they have now. Doing it again changes nothing.
 * Those that have retired are left as they are: nothing needs them.
 */
export async function reencryptSecrets(
  context: Context,
  keys: readonly Uint8Array[],
  { table, prefix }: { table: "token_secrets" | "webhook_secrets"; prefix: Prefix },
): Promise<Reencrypted> {
  const { tenant } = context;
  const [current] = keys as [Uint8Array];
  return asTenant(context.sql, tenant.id, async (tx) => {
    const rows = await tx<{ id: string; ciphertext: string }[]>`
      select id, ciphertext from ${tx(table)}
      where tenant_id = ${tenant.id} and (retires_at is null or retires_at > ${context.clock.now()})
      order by id
      for update`;
    const result: Reencrypted = { changed: 0, current: 0, unreadable: [] };
    for (const { id, ciphertext } of rows) {
      if (await canRead(ciphertext, [current])) result.current++;
      else if (await canRead(ciphertext, keys)) {
        const renewed = await encrypt(await decrypt(ciphertext, keys), current);
        await tx`update ${tx(table)} set ciphertext = ${renewed} where tenant_id = ${tenant.id} and id = ${id}`;
        result.changed++;
      } else result.unreadable.push(typedId(prefix, id));
    }
    if (result.changed > 0) {
      const counts = { changed: result.changed, unreadable: result.unreadable.length };
      await recordAudit(tx, context, `${table}.reencrypted`, `tenant:${tenant.publicId}`, null, counts);
    }
    return result;
  });
}

async function canRead(ciphertext: string, keys: readonly Uint8Array[]): Promise<boolean> {
  try {
    await decrypt(ciphertext, keys);
    return true;
  } catch (error) {
    if (error instanceof UnreadableSecretError) return false;
    throw error;
  }
}
