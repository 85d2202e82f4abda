import { createHash, randomBytes } from "node:crypto";

export type KeyKind = "secret" | "publishable";

/** `sk_test_…` or `pk_live_…`, with 256 random bits. */
export function newKey(kind: KeyKind, mode: "test" | "live"): string {
  return `${kind === "secret" ? "sk" : "pk"}_${mode}_${randomBytes(32).toString("base64url")}`;
}

/** Unsalted and fast, since 256 random bits can't be guessed: what is stored must only be found again. */
export const hashKey = (key: string): Buffer => createHash("sha256").update(key).digest();

/** Enough to recognise a key by, not enough to use it. */
export const hintOf = (key: string): string => `${key.slice(0, 8)}…${key.slice(-4)}`;
