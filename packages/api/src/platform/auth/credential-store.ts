import type { Scope } from "@bursar/sdk/contract";
import { tenants } from "@bursar/sdk/contract";
import type { Clock } from "../clock.ts";
import type { Tenant } from "../context.ts";
import type { Sql } from "../database.ts";
import { typedId } from "../ids.ts";
import { withRetry } from "../retry.ts";
import { decrypt } from "./encryption.ts";
import { hashKey } from "./keys.ts";
import type { LookupLimit } from "./lookup-limit.ts";

export interface StoredKey {
  id: string;
  kind: "secret" | "publishable";
  scopes: Scope[];
  origins: string[];
  expiresAt: Date | null;
  revokedAt: Date | null;
  tenant: Tenant;
}

export interface StoredTokenSecret {
  /** As a key that checks signatures, made once and not for each of them. Null when it has retired. */
  secret: CryptoKey | null;
  retiresAt: Date | null;
  tenant: Tenant;
}

/** What a tenant's LiveKit signs its webhooks with. */
export interface StoredLivekit {
  tenantId: number;
  apiKey: string;
  secret: string;
}

// As the database functions answer: instants as text.
type FoundKey = Omit<StoredKey, "expiresAt" | "revokedAt"> & Record<"expiresAt" | "revokedAt", string | null>;
interface FoundSecret {
  ciphertext: string;
  retiresAt: string | null;
  tenant: Tenant;
}
type FoundLivekit = Omit<StoredLivekit, "secret"> & { ciphertext: string };

/**
 * Keys and secrets by what a request presents, remembered for some seconds: a request then costs no round trip to find out
 * who asks. A change is announced to all processes, which forget at once; the seconds are for an announcement that is lost.
 * What is not known is looked up for the address that presents it, and not without limit: that throws `request.rate_limited`.
 */
export interface CredentialStore {
  key(presented: string, address: string | null): Promise<StoredKey | null>;
  tokenSecret(id: string, address: string | null): Promise<StoredTokenSecret | null>;
  /** By the tenant's public id, as a uuid. */
  livekit(tenantPublicId: string, address: string | null): Promise<StoredLivekit | null>;
  forget(): void;
}

const rememberMilliseconds = 5_000;
const entriesMax = 10_000;

export function createCredentialStore(
  sql: Sql,
  clock: Clock,
  decryptionKeys: readonly Uint8Array[],
  limit: LookupLimit,
): CredentialStore {
  const keys = remembered(limit, async (presented) => {
    const [row] = await withRetry(
      () => sql<{ found: FoundKey | null }[]>`select find_key(${hashKey(presented)}) as found`,
    );
    const found = row?.found;
    return found
      ? {
          ...found,
          expiresAt: instant(found.expiresAt),
          revokedAt: instant(found.revokedAt),
          tenant: tenantOf(found.tenant),
        }
      : null;
  });
  const secrets = remembered(limit, async (id) => {
    const [row] = await withRetry(() => sql<{ found: FoundSecret | null }[]>`select find_token_secret(${id}) as found`);
    const found = row?.found;
    if (!found) return null;
    const retiresAt = instant(found.retiresAt);
    // One that has retired may be older than the keys.
    const isRetired = retiresAt !== null && retiresAt <= clock.now();
    return {
      secret: isRetired ? null : await verificationKey(await decrypt(found.ciphertext, decryptionKeys)),
      retiresAt,
      tenant: tenantOf(found.tenant),
    };
  });
  const livekits = remembered(limit, async (tenantPublicId) => {
    const [row] = await withRetry(
      () => sql<{ found: FoundLivekit | null }[]>`select find_livekit(${tenantPublicId}) as found`,
    );
    const found = row?.found;
    if (!found) return null;
    const secret = Buffer.from(await decrypt(found.ciphertext, decryptionKeys)).toString();
    return { tenantId: found.tenantId, apiKey: found.apiKey, secret };
  });
  return {
    key: keys.get,
    tokenSecret: secrets.get,
    livekit: livekits.get,
    forget() {
      keys.forget();
      secrets.forget();
      livekits.forget();
    },
  };
}

const verificationKey = (secret: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", Uint8Array.from(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);

function tenantOf(found: Tenant): Tenant {
  return {
    ...found,
    publicId: typedId("ten", found.publicId),
    settings: { ...tenants.defaultSettings, ...found.settings },
  };
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** Concurrent look-ups of the same thing share one. What is not found, or could not be looked up, is not remembered. */
function remembered<T>(limit: LookupLimit, load: (id: string) => Promise<T | null>) {
  const found = new Map<string, { value: T; until: number }>();
  let underWay = new Map<string, Promise<T | null>>();

  async function lookUp(id: string): Promise<T | null> {
    const loading = load(id);
    underWay.set(id, loading);
    try {
      const value = await loading;
      // Told to forget meanwhile: it may be what was before the change.
      if (underWay.get(id) !== loading) return value;
      found.delete(id);
      if (value !== null) found.set(id, { value, until: performance.now() + rememberMilliseconds });
      if (found.size > entriesMax) found.delete(found.keys().next().value as string);
      return value;
    } finally {
      if (underWay.get(id) === loading) underWay.delete(id);
    }
  }

  return {
    async get(id: string, address: string | null): Promise<T | null> {
      const known = found.get(id);
      if (known && known.until > performance.now()) return known.value;
      const sought = underWay.get(id);
      if (sought) return sought;
      // What was real a moment ago is looked up again, whatever else comes from its address.
      const takeBack = known ? () => {} : limit.take(address);
      const value = await lookUp(id).catch((error: unknown) => {
        takeBack();
        throw error;
      });
      if (value !== null) takeBack();
      return value;
    },
    /** The next one who asks has it looked up again. That it was there is kept. */
    forget() {
      for (const known of found.values()) known.until = 0;
      underWay = new Map();
    },
  };
}
