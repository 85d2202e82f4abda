import { createHmac, createPrivateKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { webhooks } from "@bursar/sdk/contract";

/** What signs and what checks, as Standard Webhooks writes them. */
export interface SigningSecret {
  signature: webhooks.WebhookSignature;
  /** The bytes of an HMAC secret, or an Ed25519 private key (PKCS #8). */
  bytes: Uint8Array;
}

export interface NewSecret extends SigningSecret {
  /** `whsec_…` or `whpk_…`: what the receiver gets. */
  shown: string;
  publicKey: string | null;
}

export function newSecret(signature: webhooks.WebhookSignature): NewSecret {
  if (signature === "hmac-sha256") {
    const bytes = randomBytes(32);
    return { signature, bytes, shown: `whsec_${bytes.toString("base64")}`, publicKey: null };
  }
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const { x = "" } = publicKey.export({ format: "jwk" });
  const shown = `whpk_${Buffer.from(x, "base64url").toString("base64")}`;
  return { signature, bytes: privateKey.export({ format: "der", type: "pkcs8" }), shown, publicKey: shown };
}

/** The header `webhook-signature`: one signature by each secret. */
export function signatureHeader(secrets: readonly SigningSecret[], id: string, seconds: number, body: string): string {
  const content = Buffer.from(`${id}.${seconds}.${body}`);
  return secrets
    .map(({ signature, bytes }) =>
      signature === "hmac-sha256"
        ? `v1,${createHmac("sha256", bytes).update(content).digest("base64")}`
        : `v1a,${sign(null, content, createPrivateKey({ key: Buffer.from(bytes), format: "der", type: "pkcs8" })).toString("base64")}`,
    )
    .join(" ");
}
