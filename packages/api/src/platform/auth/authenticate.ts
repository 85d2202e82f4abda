import type { Access } from "@bursar/sdk/contract";
import type { Clock } from "../clock.ts";
import type { Actor, Tenant } from "../context.ts";
import { typedId } from "../ids.ts";
import { ProblemError } from "../problem.ts";
import type { CredentialStore, StoredKey } from "./credential-store.ts";
import { isAllowedOrigin } from "./origins.ts";
import { createUserTokenVerifier } from "./user-token.ts";

export interface Presented {
  /** Of `Authorization: Bearer …`. */
  bearer: string | undefined;
  /** `?key=pk_…`: in the address and not in a header, so that a preflight shows it too. */
  publishableKey: string | undefined;
  /** Browsers send it and pages can't forge it. */
  origin: string | undefined;
  /** Where the request came from. */
  address: string | null;
}

export interface Authenticated {
  tenant: Tenant;
  actor: Actor;
}

export interface Authenticator {
  authenticate(presented: Presented): Promise<Authenticated>;
  /** Whether pages of this origin may use the key at all: what a preflight asks. */
  admitsOrigin(presented: Pick<Presented, "publishableKey" | "address"> & { origin: string }): Promise<boolean>;
}

const unauthenticated = () => new ProblemError("auth.unauthenticated", {});

export function createAuthenticator(store: CredentialStore, clock: Clock): Authenticator {
  const verifyUserToken = createUserTokenVerifier(store, clock);

  async function liveKey(
    presented: string,
    kind: StoredKey["kind"],
    address: string | null,
  ): Promise<StoredKey | null> {
    const key = await store.key(presented, address);
    const now = clock.now();
    if (!key || key.kind !== kind || key.revokedAt || (key.expiresAt && key.expiresAt <= now)) return null;
    return key;
  }

  return {
    async authenticate({ bearer, publishableKey, origin, address }) {
      if (!bearer) throw unauthenticated();

      if (bearer.startsWith("sk_")) {
        if (origin !== undefined) throw new ProblemError("auth.secret_key_in_browser", {});
        const key = await liveKey(bearer, "secret", address);
        if (!key) throw unauthenticated();
        return { tenant: key.tenant, actor: { kind: "key", id: typedId("key", key.id), scopes: key.scopes } };
      }

      const page = publishableKey === undefined ? null : await liveKey(publishableKey, "publishable", address);
      if (publishableKey !== undefined && !page) throw unauthenticated();
      const verified = await verifyUserToken(bearer, page?.tenant ?? null, address);
      if (!verified || (page && page.tenant.id !== verified.tenant.id)) throw unauthenticated();
      if (origin !== undefined && !isAllowedOrigin(origin, page?.origins ?? [])) {
        throw new ProblemError("auth.origin_not_allowed", { origin });
      }
      return { tenant: verified.tenant, actor: { kind: "user", id: verified.user, roles: verified.roles } };
    },

    async admitsOrigin({ publishableKey, origin, address }) {
      const key = publishableKey === undefined ? null : await liveKey(publishableKey, "publishable", address);
      return key !== null && isAllowedOrigin(origin, key.origins);
    },
  };
}

/** Throws unless the operation is open to this actor. */
export function authorize(actor: Actor, access: Access): void {
  if (actor.kind === "key") {
    if (!access.scope) throw new ProblemError("auth.forbidden", { needs: "a user token" });
    // A key without scopes may do everything that keys may.
    if (actor.scopes.length > 0 && !actor.scopes.includes(access.scope)) {
      throw new ProblemError("auth.forbidden", { needs: `scope ${access.scope}` });
    }
  } else if (actor.kind === "user") {
    if (!access.roles) throw new ProblemError("auth.forbidden", { needs: "a secret key" });
    if (!actor.roles.some((role) => access.roles?.includes(role))) {
      throw new ProblemError("auth.forbidden", { needs: `role ${access.roles.join(" or ")}` });
    }
  }
}
