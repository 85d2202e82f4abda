import { randomBytes } from "node:crypto";
import type { tenants } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import { announceCredentialChange } from "../platform/auth/announce.ts";
import { encrypt } from "../platform/auth/encryption.ts";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { newUuid, typedId } from "../platform/ids.ts";

/** A new secret for user tokens. Earlier ones are accepted until the overlap has passed. */
export async function rotateTokenSecret(
  context: Context,
  encryptionKey: Uint8Array,
  overlapSeconds: number,
): Promise<tenants.NewTokenSecret> {
  const { tenant, clock } = context;
  const id = newUuid(clock);
  const bytes = randomBytes(32);
  const ciphertext = await encrypt(bytes, encryptionKey);
  const now = clock.now();
  const retiresAt = new Date(now.getTime() + overlapSeconds * 1000);
  await asTenant(context.sql, tenant.id, async (tx) => {
    // Two rotations at once would not see each other's secret, and neither would retire it.
    await tx`select pg_advisory_xact_lock(hashtextextended('token_secrets', ${tenant.id}))`;
    await tx`
      update token_secrets set retires_at = ${retiresAt}
      where tenant_id = ${tenant.id} and (retires_at is null or retires_at > ${retiresAt})`;
    await tx`
      insert into token_secrets (tenant_id, id, ciphertext, created_at) values (${tenant.id}, ${id}, ${ciphertext}, ${now})`;
    await recordAudit(tx, context, "token_secret.rotated", `token_secret:${typedId("uts", id)}`, null, {
      overlapSeconds,
    });
    await announceCredentialChange(tx);
  });
  return { secret: `${typedId("uts", id)}.${bytes.toString("base64url")}`, createdAt: now.toISOString() };
}
