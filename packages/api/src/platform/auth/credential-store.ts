import type { Scope } from "@bursar/sdk/contract";
import { tenants } from "@bursar/sdk/contract";
import type { Tenant } from "../context.ts";
import type { Sql } from "../database.ts";
import { typedId } from "../ids.ts";
import { withRetry } from "../retry.ts";
import { decrypt } from "./encryption.ts";
import { hashKey } from "./keys.ts";

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
  secret: Uint8Array;
  retiresAt: Date | null;
  tenant: Tenant;
}

// As the database functions answer: instants as text.
type FoundKey = Omit<StoredKey, "expiresAt" | "revokedAt"> & Record<"expiresAt" | "revokedAt", string | null>;
interface FoundSecret {
  ciphertext: string;
  retiresAt: string | null;
  tenant: Tenant;
}

/**
 * Keys and secrets by what a request presents, remembered for some seconds: a request then costs no round trip to find out
 * who asks. A change is announced to all processes, which forget at once; the seconds are for an announcement that is lost.
 */
export interface CredentialStore {
  key(presented: string): Promise<StoredKey | null>;
  tokenSecret(id: string): Promise<StoredTokenSecret | null>;
  forget(): void;
}

const rememberMilliseconds = 5_000;
const entriesMax = 10_000;

export function createCredentialStore(sql: Sql, encryptionKey: Uint8Array): CredentialStore {
  const keys = remembered(async (presented) => {
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
  const secrets = remembered(async (id) => {
    const [row] = await withRetry(() => sql<{ found: FoundSecret | null }[]>`select find_token_secret(${id}) as found`);
    const found = row?.found;
    if (!found) return null;
    return {
      secret: await decrypt(found.ciphertext, encryptionKey),
      retiresAt: instant(found.retiresAt),
      tenant: tenantOf(found.tenant),
    };
  });
  return {
    key: (presented) => keys.get(presented),
    tokenSecret: (id) => secrets.get(id),
    forget() {
      keys.clear();
      secrets.clear();
    },
  };
}

function tenantOf(found: Tenant): Tenant {
  return {
    ...found,
    publicId: typedId("ten", found.publicId),
    settings: { ...tenants.defaultSettings, ...found.settings },
  };
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** Concurrent look-ups of the same thing share one; a failed one is not remembered. */
function remembered<T>(load: (id: string) => Promise<T>) {
  const entries = new Map<string, { value: Promise<T>; until: number }>();
  return {
    get(id: string): Promise<T> {
      const known = entries.get(id);
      if (known && known.until > performance.now()) return known.value;
      // Made-up credentials must not fill the memory.
      if (entries.size >= entriesMax) entries.clear();
      const value = load(id);
      entries.set(id, { value, until: performance.now() + rememberMilliseconds });
      value.catch(() => entries.delete(id));
      return value;
    },
    clear: () => entries.clear(),
  };
}
