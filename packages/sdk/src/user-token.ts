import { base64url, SignJWT } from "jose";
import type { Role } from "./contract/operation.ts";
import { isBrowser } from "./environment.ts";

export interface UserTokenInput {
  /** A token secret (`uts_….…`), shown once by `tokenSecrets.rotate`. It belongs on a server. */
  secret: string;
  /** The host's own id of the signed-in user. */
  user: string;
  /** What the user is on the host site. The default is `["learner"]`. */
  roles?: readonly Role[] | undefined;
  /** 60 to 3,600 seconds; the default is 900. */
  expiresInSeconds?: number | undefined;
  /** The clock, for tests. */
  now?: (() => Date) | undefined;
}

const secretPattern = /^(?<id>uts_[0-7][0-9a-hjkmnp-tv-z]{25})\.(?<key>[A-Za-z0-9_-]{43})$/;

/**
 * Signs a user token on your server, without a request. Give it to the page of the user whom your server has signed in,
 * and to nobody else: it acts for that user until it ends.
 *
 * Throws a `TypeError` for a malformed secret, no user or no role, and in a browser; a `RangeError` for a lifetime out of
 * bounds.
 *
 * @example
 * const token = await createUserToken({ secret: process.env.BURSAR_TOKEN_SECRET, user: "42" });
 */
export async function createUserToken(input: UserTokenInput): Promise<string> {
  const { secret, user, roles = ["learner"], expiresInSeconds = 900, now = () => new Date() } = input;
  if (isBrowser())
    throw new TypeError("A token secret must never reach a browser. Rotate it, and sign on your server.");
  const { id, key } = secretPattern.exec(secret)?.groups ?? {};
  if (id === undefined || key === undefined) throw new TypeError("`secret` must be a token secret: uts_….…");
  if (user === "") throw new TypeError("`user` must not be empty");
  if (roles.length === 0) throw new TypeError("`roles` must not be empty");
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 60 || expiresInSeconds > 3600) {
    throw new RangeError("`expiresInSeconds` must be an integer from 60 to 3600");
  }
  const issuedAt = Math.floor(now().getTime() / 1000);
  return new SignJWT({ roles: [...roles] })
    .setProtectedHeader({ alg: "HS256", typ: "JWT", kid: id })
    .setSubject(user)
    .setAudience("bursar")
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + expiresInSeconds)
    .sign(base64url.decode(key));
}
