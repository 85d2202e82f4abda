import type { Body, users } from "@bursar/sdk/contract";
import { SignJWT } from "jose";
import { decrypt } from "../platform/auth/encryption.ts";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";

/** Mints a user token with the tenant's newest secret. */
export async function createUserToken(
  context: Context,
  decryptionKeys: readonly Uint8Array[],
  input: Body<typeof users.createUserToken>,
): Promise<users.UserToken> {
  const [row] = await asTenant(
    context.sql,
    context.tenant.id,
    (tx) => tx<{ id: string; ciphertext: string }[]>`
      select id, ciphertext from token_secrets
      where tenant_id = ${context.tenant.id} and retires_at is null
      order by created_at desc limit 1`,
  );
  if (!row) throw new ProblemError("tokenSecret.missing", {});
  const issuedAt = Math.floor(context.clock.now().getTime() / 1000);
  const expiresAt = issuedAt + input.expiresInSeconds;
  const token = await new SignJWT({ roles: input.roles })
    .setProtectedHeader({ alg: "HS256", kid: typedId("uts", row.id), typ: "JWT" })
    .setSubject(input.user)
    .setAudience("bursar")
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(await decrypt(row.ciphertext, decryptionKeys));
  return { token, expiresAt: new Date(expiresAt * 1000).toISOString() };
}
