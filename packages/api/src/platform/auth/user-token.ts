import { HostId, Role } from "@bursar/sdk/contract";
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "../clock.ts";
import type { Tenant } from "../context.ts";
import { uuidOf } from "../ids.ts";
import type { CredentialStore } from "./credential-store.ts";
import { createKeySets } from "./key-sets.ts";

export interface VerifiedUser {
  tenant: Tenant;
  user: string;
  roles: Role[];
}

/** They were there, and of their types, when the signature was checked. */
type SignedClaims = JWTPayload & { exp: number; iat: number };

const audience = "bursar";
const lifetimeMaxSeconds = 3600;
// Servers' clocks differ by a little; a token must not fail for that.
const clockToleranceSeconds = 5;
// As many people as are at work in a while; each takes half a kilobyte. Longer tokens, which a site may sign, are checked
// each time: the memory is all sites'.
const rememberedMax = 10_000;
const rememberedLengthMax = 1_000;
const secretId = /^uts_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/**
 * Verifies a user token: one that the host's server signed with a token secret, or one of the identity provider that the
 * tenant (known by its publishable key) has registered. Null for whatever is not in order, without telling why.
 */
export function createUserTokenVerifier(store: CredentialStore, clock: Clock) {
  const keySets = createKeySets();
  // A page shows its token with each request, and a secret never changes under its id: a signature is checked once.
  const signed = new Map<string, SignedClaims>();

  async function bySecret(token: string, id: string, address: string | null): Promise<VerifiedUser | null> {
    const found = await store.tokenSecret(uuidOf(id), address);
    if (!found?.secret || (found.retiresAt && found.retiresAt <= clock.now())) return null;
    const claims = signed.get(token) ?? (await checkSignature(token, found.secret));
    const seconds = clock.now().getTime() / 1000;
    if (claims.exp <= seconds - clockToleranceSeconds) return null;
    // Issued in the future, it would live longer than it says.
    if (claims.iat > seconds + clockToleranceSeconds || claims.exp - claims.iat > lifetimeMaxSeconds) return null;
    return userOf(found.tenant, claims, "roles");
  }

  async function checkSignature(token: string, secret: CryptoKey): Promise<SignedClaims> {
    const { payload } = await jwtVerify<SignedClaims>(token, secret, {
      algorithms: ["HS256"],
      audience,
      requiredClaims: ["sub", "exp", "iat"],
      currentDate: clock.now(),
      clockTolerance: clockToleranceSeconds,
    });
    if (token.length <= rememberedLengthMax) signed.set(token, payload);
    if (signed.size > rememberedMax) signed.delete(signed.keys().next().value as string);
    return payload;
  }

  async function byIdentityProvider(token: string, tenant: Tenant): Promise<VerifiedUser | null> {
    const provider = tenant.settings.identityProvider;
    if (!provider) return null;
    const { payload } = await jwtVerify(token, keySets.of(tenant, provider.jwksUrl), {
      // Asymmetric only: a public key must never be taken for a shared secret.
      algorithms: ["RS256", "PS256", "ES256", "ES384", "EdDSA"],
      issuer: provider.issuer,
      audience: provider.audience,
      requiredClaims: ["sub", "exp"],
      currentDate: clock.now(),
      clockTolerance: clockToleranceSeconds,
    });
    return userOf(tenant, payload, provider.rolesClaim);
  }

  return async (token: string, tenant: Tenant | null, address: string | null): Promise<VerifiedUser | null> => {
    try {
      const { kid } = decodeProtectedHeader(token);
      if (kid && secretId.test(kid)) return await bySecret(token, kid, address);
      return tenant ? await byIdentityProvider(token, tenant) : null;
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
      throw error;
    }
  };
}

function userOf(tenant: Tenant, payload: JWTPayload, rolesClaim: string): VerifiedUser | null {
  const user = HostId.safeParse(payload.sub);
  if (!user.success) return null;
  const claimed = payload[rolesClaim];
  const roles = (Array.isArray(claimed) ? claimed : []).filter((role): role is Role => Role.safeParse(role).success);
  return { tenant, user: user.data, roles: roles.length > 0 ? roles : ["learner"] };
}
