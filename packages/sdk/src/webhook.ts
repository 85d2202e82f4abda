import type { WebhookEvent } from "./contract/webhooks.ts";
import { BursarError } from "./errors.ts";

/** Why a webhook was not believed. */
export type WebhookRefusal =
  | "webhook.headers_missing"
  | "webhook.timestamp_out_of_tolerance"
  | "webhook.signature_mismatch"
  | "webhook.payload_malformed";

/** The request is not a webhook that the API signed, or it was signed too long ago. Answer 400, and do nothing. */
export class WebhookVerificationError extends BursarError<WebhookRefusal> {
  override readonly name = "WebhookVerificationError";

  constructor(code: WebhookRefusal, message: string, options?: ErrorOptions) {
    super({ code, message, status: null, requestId: null, facts: {}, errors: [], retryAfterSeconds: null }, options);
  }
}

export interface VerifyWebhookInput {
  /** The body as it came: text or bytes. Parsed and written anew, it is another one. */
  payload: string | Uint8Array | ArrayBuffer;
  /** The request's headers: `Headers`, or an object such as Node's `request.headers`. */
  headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `whsec_…` or `whpk_…`, of the endpoint. Several while one is being replaced: any of them may have signed. */
  secret: string | readonly string[];
  /** How far the time of sending may be from now; the default is 300. */
  toleranceSeconds?: number | undefined;
  /** The clock, for tests. */
  now?: (() => Date) | undefined;
}

/**
 * Checks that a request is a webhook of your endpoint, by Standard Webhooks, and answers its event. Keep `event.id` for a
 * while and skip what you have seen: a webhook may come twice. Skip the types that you don't know: more will come.
 *
 * Throws a {@link WebhookVerificationError}, and a `TypeError` for a malformed secret.
 *
 * @example
 * export async function POST(request: Request) {
 *   const event = await verifyWebhook({
 *     payload: await request.text(),
 *     headers: request.headers,
 *     secret: process.env.BURSAR_WEBHOOK_SECRET,
 *   });
 *   if (event.type === "enrollment.created") await welcome(event.user, event.data.offering);
 *   return new Response(null, { status: 204 });
 * }
 */
export async function verifyWebhook(input: VerifyWebhookInput): Promise<WebhookEvent> {
  const { headers, toleranceSeconds = 300, now = () => new Date() } = input;
  const secrets = typeof input.secret === "string" ? [input.secret] : input.secret;
  if (secrets.length === 0) throw new TypeError("`secret` must not be empty");
  const keys = await Promise.all(secrets.map(importKey));
  const body = typeof input.payload === "string" ? encoder.encode(input.payload) : new Uint8Array(input.payload);

  const id = header(headers, "webhook-id");
  const timestamp = header(headers, "webhook-timestamp");
  const signatures = header(headers, "webhook-signature");
  if (!id || !timestamp || !signatures || !/^\d{1,15}$/.test(timestamp)) {
    throw new WebhookVerificationError(
      "webhook.headers_missing",
      "A webhook has the headers webhook-id, webhook-timestamp and webhook-signature",
    );
  }
  if (!(await isSigned(keys, signatures, concatenated(encoder.encode(`${id}.${timestamp}.`), body)))) {
    throw new WebhookVerificationError(
      "webhook.signature_mismatch",
      "No signature is by this secret, or the body is not the one that was signed",
    );
  }
  if (Math.abs(now().getTime() / 1000 - Number(timestamp)) > toleranceSeconds) {
    throw new WebhookVerificationError(
      "webhook.timestamp_out_of_tolerance",
      `It was signed more than ${toleranceSeconds} seconds from now`,
    );
  }
  return parse(body);
}

const encoder = new TextEncoder();

interface Key {
  version: "v1" | "v1a";
  algorithm: "HMAC" | "Ed25519";
  key: CryptoKey;
}

async function importKey(secret: string): Promise<Key> {
  const [, prefix, encoded = ""] = /^(whsec|whpk)_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const bytes = base64(encoded);
  if (prefix === "whsec" && bytes && bytes.length >= 16) {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    return {
      version: "v1",
      algorithm: "HMAC",
      key: await crypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]),
    };
  }
  if (prefix === "whpk" && bytes?.length === 32) {
    return {
      version: "v1a",
      algorithm: "Ed25519",
      key: await crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]),
    };
  }
  throw new TypeError("`secret` must be a webhook's secret: whsec_… or whpk_…");
}

/** Whether any of the keys made any of the signatures. WebCrypto compares in constant time. */
async function isSigned(keys: readonly Key[], signatures: string, content: Uint8Array<ArrayBuffer>): Promise<boolean> {
  for (const signature of signatures.split(" ").slice(0, signaturesMax)) {
    const [version, encoded = ""] = signature.split(",");
    const bytes = base64(encoded);
    if (!bytes) continue;
    for (const { algorithm, key } of keys.filter((one) => one.version === version)) {
      if (await crypto.subtle.verify(algorithm, key, bytes, content)) return true;
    }
  }
  return false;
}

// More than any sender has secrets: nobody can make a receiver compute for long.
const signaturesMax = 20;

function base64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

function header(headers: VerifyWebhookInput["headers"], name: string): string | undefined {
  // Not by instanceof: a framework may bring a class of its own.
  if (typeof headers.get === "function") return headers.get(name) ?? undefined;
  const found = Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
  return typeof found === "string" ? found : found?.[0];
}

function parse(body: Uint8Array): WebhookEvent {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as WebhookEvent;
  } catch (cause) {
    throw new WebhookVerificationError("webhook.payload_malformed", "The body is signed, but not JSON", { cause });
  }
}
