import { isBrowser } from "./environment.ts";

/** Who makes the requests. */
export interface Credentials {
  /** Whether `/v1/me` is someone: a user token names a user, a secret key doesn't. */
  readonly namesUser: boolean;
  /** Goes into the query of every request. */
  readonly query: Readonly<Record<string, string>>;
  /** What `Authorization: Bearer` takes. */
  token(): Promise<string>;
  /** Another token after this one was refused, or undefined when there can be none. */
  renew(refused: string): Promise<string | undefined>;
}

/** Throws a `TypeError` for anything but a secret key, and for any secret key in a browser. */
export function secretKeyCredentials(secretKey: string): Credentials {
  if (isBrowser()) {
    throw new TypeError(
      "A secret key must never reach a browser. Revoke it, and use a publishable key with `getToken` here.",
    );
  }
  if (!secretKey.startsWith("sk_")) throw new TypeError("`secretKey` must begin with sk_");
  return {
    namesUser: false,
    query: {},
    token: async () => secretKey,
    renew: async () => undefined,
  };
}

/** Throws a `TypeError` for anything but a publishable key. */
export function userCredentials(publishableKey: string, getToken: () => Promise<string>): Credentials {
  if (!publishableKey.startsWith("pk_")) throw new TypeError("`publishableKey` must begin with pk_");
  const tokens = new TokenCache(getToken);
  return {
    namesUser: true,
    // In the query and not in a header: a CORS preflight carries no headers, yet must be answered for this key's origins.
    query: { key: publishableKey },
    token: () => tokens.current(),
    renew: (refused) => tokens.renew(refused),
  };
}

// Long enough for a request to arrive before its token ends.
const marginMs = 30_000;

/** Keeps a user token in memory, and asks for another shortly before it ends; concurrent callers share one request. */
class TokenCache {
  readonly #getToken: () => Promise<string>;
  #token: Promise<string> | undefined;
  #renewAt = Number.POSITIVE_INFINITY;

  constructor(getToken: () => Promise<string>) {
    this.#getToken = getToken;
  }

  current(): Promise<string> {
    if (this.#token === undefined || Date.now() >= this.#renewAt) {
      this.#token = this.#fetch();
      this.#token.catch(() => {
        this.#token = undefined;
      });
    }
    return this.#token;
  }

  async renew(refused: string): Promise<string> {
    const held = this.#token;
    // Of several calls that were refused together, the first to come here renews, and the others take what it gets.
    if (held !== undefined && (await held) === refused && this.#token === held) this.#token = undefined;
    return this.current();
  }

  async #fetch(): Promise<string> {
    this.#renewAt = Number.POSITIVE_INFINITY;
    const token = await this.#getToken();
    if (typeof token !== "string" || token === "")
      throw new TypeError("`getToken` must return the user token as a string");
    if (token.startsWith("sk_")) throw new TypeError("`getToken` must return a user token, never a secret key");
    this.#renewAt = expiryMs(token) - marginMs;
    return token;
  }
}

/** When a JWT ends; never, for a token that can't be read: then the first 401 tells. */
function expiryMs(token: string): number {
  try {
    const payload = token.split(".")[1] ?? "";
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const exp = typeof claims === "object" && claims !== null && "exp" in claims ? claims.exp : undefined;
    return typeof exp === "number" ? exp * 1000 : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
