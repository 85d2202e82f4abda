import { createRemoteJWKSet, customFetch, errors } from "jose";
import type { Tenant } from "../context.ts";

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/**
 * The public keys of the tenants' identity providers, fetched when they are needed and kept for some minutes. One set per
 * tenant and no endless answers: who may name the address must not be able to fill the memory that all tenants share.
 */
export interface KeySets {
  of(tenant: Tenant, url: string): KeySet;
}

const timeoutMilliseconds = 3_000;
const bytesMax = 256 * 1024;

export function createKeySets(): KeySets {
  const kept = new Map<number, { url: string; keySet: KeySet }>();
  return {
    of(tenant, url) {
      const known = kept.get(tenant.id);
      if (known?.url === url) return known.keySet;
      const keySet = createRemoteJWKSet(new URL(url), {
        timeoutDuration: timeoutMilliseconds,
        [customFetch]: fetchLittle,
      });
      kept.set(tenant.id, { url, keySet });
      return keySet;
    },
  };
}

async function fetchLittle(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw new errors.JWKSInvalid(`A key set may have ${bytesMax} bytes`);
  }
  return new Response(Buffer.concat(chunks), { status: response.status });
}
