import type { tenants } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import { announceCredentialChange } from "../platform/auth/announce.ts";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { insertKey, refuseMoreThanOwn } from "./create-key.ts";
import { selectAndLockKey, selectKeys, updateKey } from "./queries.ts";

/** Replaces a key; the old one works on for the overlap. */
export async function rotateKey(context: Context, key: string, overlapSeconds: number): Promise<tenants.NewKey> {
  return asTenant(context.sql, context.tenant.id, async (tx) => {
    const old = await selectAndLockKey(tx, context.tenant.id, uuidOf(key));
    const isOver = old.expires_at !== null && old.expires_at <= context.clock.now();
    if (old.revoked_at || isOver) throw new ProblemError("key.not_found", {});
    const { kind, name, scopes, origins } = old;
    // The answer is a key that works: whoever asks for it must be allowed to make one like it.
    if (kind === "secret") refuseMoreThanOwn(context, scopes);
    const replacement = await insertKey(
      tx,
      context,
      kind === "secret" ? { kind, name, scopes } : { kind, name, origins },
    );
    const expiresAt = new Date(context.clock.now().getTime() + overlapSeconds * 1000);
    // A rotation never lengthens a key's life.
    if (!old.expires_at || old.expires_at > expiresAt) {
      await updateKey(tx, context.tenant.id, old.id, { expires_at: expiresAt });
    }
    await recordAudit(tx, context, "key.rotated", `key:${key}`, null, { replacement: replacement.id, overlapSeconds });
    await announceCredentialChange(tx);
    return replacement;
  });
}

/** Revokes a key at once. The last secret key stays: without one, nobody could make another. */
export async function revokeKey(context: Context, key: string): Promise<tenants.Key> {
  return asTenant(context.sql, context.tenant.id, async (tx) => {
    // Two revocations at once must not each take the other for the key that remains.
    await tx`select pg_advisory_xact_lock(hashtextextended('keys', ${context.tenant.id}))`;
    const old = await selectAndLockKey(tx, context.tenant.id, uuidOf(key));
    const now = context.clock.now();
    // One that was rotated ends by itself, and leaves nobody who could make another.
    const others = (await selectKeys(tx, context.tenant.id)).filter(
      (other) => other.id !== key && other.kind === "secret" && !other.revokedAt && !other.expiresAt,
    );
    if (old.kind === "secret" && !old.expires_at && others.length === 0) throw new ProblemError("key.last_one", {});
    const revoked = await updateKey(tx, context.tenant.id, old.id, { revoked_at: old.revoked_at ?? now });
    await recordAudit(tx, context, "key.revoked", `key:${key}`, null, null);
    await announceCredentialChange(tx);
    return revoked;
  });
}

/** Changes the sites that may use a publishable key. */
export async function changeOrigins(context: Context, key: string, origins: string[]): Promise<tenants.Key> {
  return asTenant(context.sql, context.tenant.id, async (tx) => {
    const old = await selectAndLockKey(tx, context.tenant.id, uuidOf(key));
    if (old.kind !== "publishable") throw new ProblemError("key.not_found", {});
    const changed = await updateKey(tx, context.tenant.id, old.id, { origins });
    await recordAudit(tx, context, "key.origins_changed", `key:${key}`, { origins: old.origins }, { origins });
    await announceCredentialChange(tx);
    return changed;
  });
}
