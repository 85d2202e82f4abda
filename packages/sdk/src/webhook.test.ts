import { createHmac, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, expectTypeOf, test } from "vitest";
import { Bursar } from "./client.ts";
import { isBursarError } from "./errors.ts";
import type { WebhookEvent } from "./types.ts";
import { verifyWebhook, WebhookVerificationError } from "./webhook.ts";

const now = new Date("2026-11-20T09:00:00Z");
const id = "evt_01jd3f6q8reg5tm2y0v9k4wxab";
const payload = JSON.stringify({ type: "user.created", timestamp: now.toISOString(), id, user: "أمينة", data: {} });
const newSecret = () => `whsec_${randomBytes(32).toString("base64")}`;
const secret = newSecret();

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const whpk = `whpk_${Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString("base64")}`;

/** As the reference library signs. */
function signed(by = secret, at = now, body = payload): Record<string, string> {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(by).sign(id, at, body),
  };
}

function signedByKey(body = payload): Record<string, string> {
  const content = Buffer.from(`${id}.${now.getTime() / 1000}.${body}`);
  return { ...signed(), "webhook-signature": `v1a,${sign(null, content, privateKey).toString("base64")}` };
}

const verify = (headers: Record<string, string>, input: Partial<Parameters<typeof verifyWebhook>[0]> = {}) =>
  verifyWebhook({ payload, headers, secret, now: () => now, ...input });

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "believed",
    (error: unknown) => {
      expect(error).toBeInstanceOf(WebhookVerificationError);
      return (error as WebhookVerificationError).code;
    },
  );

describe("a webhook is believed", () => {
  test("that the reference library signed", async () => {
    expect(await verify(signed())).toEqual(JSON.parse(payload));
  });

  test("by the example of the specification", async () => {
    const body = '{"test": 2432232314}';
    const headers = {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };
    const event = await verifyWebhook({
      payload: body,
      headers,
      secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      now: () => new Date(1614265330_000),
    });
    expect(event).toEqual({ test: 2432232314 });
  });

  test("that is signed by an Ed25519 key", async () => {
    expect(await verify(signedByKey(), { secret: whpk })).toEqual(JSON.parse(payload));
  });

  test.each<[string, (headers: Record<string, string>) => Parameters<typeof verifyWebhook>[0]["headers"]]>([
    ["Headers", (headers) => new Headers(headers)],
    ["an object", (headers) => headers],
    ["an object with capitals", (headers) => ({ "Webhook-Id": id, ...upper(headers) })],
    ["an object with lists", (headers) => Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, [v]]))],
  ])("with its headers as %s", async (_, make) => {
    await verifyWebhook({ payload, headers: make(signed()), secret, now: () => now });
  });
  const upper = (headers: Record<string, string>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));

  test.each<[string, Parameters<typeof verifyWebhook>[0]["payload"]]>([
    ["text", payload],
    ["bytes", Buffer.from(payload)],
    [
      "a part of a larger buffer",
      new Uint8Array(Buffer.from(`xx${payload}xx`)).subarray(2, 2 + Buffer.byteLength(payload)),
    ],
    ["an ArrayBuffer", new Uint8Array(Buffer.from(payload)).buffer],
  ])("with its body as %s", async (_, body) => {
    await verify(signed(), { payload: body });
  });

  test("by any of several secrets and any of several signatures, while one replaces the other", async () => {
    const old = newSecret();
    const both = `${signed(old)["webhook-signature"]} ${signed()["webhook-signature"]}`;
    const headers = { ...signed(), "webhook-signature": both };
    await verify(headers);
    await verify(headers, { secret: old });
    await verify(signed(old), { secret: [secret, old] });
    await verify(signedByKey(), { secret: [secret, whpk] });
    await verify({ ...headers, "webhook-signature": `v2,eA== v1a,eA== nonsense v1,%% ${both}` });
  });

  test("up to the tolerance before and after now", async () => {
    for (const seconds of [-300, 300]) await verify(signed(secret, new Date(now.getTime() + seconds * 1000)));
    await verify(signed(secret, new Date(now.getTime() - 3600_000)), { toleranceSeconds: 3600 });
  });

  test("and its type tells what it carries", async () => {
    const event = await verify(signed());
    expectTypeOf(event).toEqualTypeOf<WebhookEvent>();
    if (event.type === "enrollment.created") expectTypeOf(event.data.offering).toBeString();
    if (event.type === "webhook_endpoint.ping") expectTypeOf(event.user).toBeNull();
  });
});

describe("a webhook is not believed", () => {
  test.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("without %s", async (name) => {
    const { [name]: _, ...headers } = signed();
    expect(await refusal(verify(headers))).toBe("webhook.headers_missing");
  });

  test.each(["", "abc", "-1", "1e9", "1.5", "9".repeat(400)])("with %j as its time", async (timestamp) => {
    expect(await refusal(verify({ ...signed(), "webhook-timestamp": timestamp }))).toBe("webhook.headers_missing");
  });

  test("with another body, id, time or secret", async () => {
    const attempts = [
      verify(signed(), { payload: `${payload} ` }),
      verify(signed(), { payload: Buffer.from(payload).subarray(1) }),
      verify({ ...signed(), "webhook-id": "evt_other" }),
      verify({ ...signed(), "webhook-timestamp": String(now.getTime() / 1000 + 1) }),
      verify(signed(newSecret())),
      verify(signed(), { secret: whpk }),
      verify(signedByKey(), { secret }),
      verify(
        { ...signed(), "webhook-signature": signed()["webhook-signature"]?.replace("v1,", "v1a,") ?? "" },
        { secret: whpk },
      ),
      verify({ ...signed(), "webhook-signature": "v1," }),
      verify({ ...signed(), "webhook-signature": "v1" }),
    ];
    const refusals = await Promise.all(attempts.map(refusal));
    expect(refusals).toEqual(attempts.map(() => "webhook.signature_mismatch"));
  });

  test("by a signature beyond the twentieth", async () => {
    const many = `${"v1,eA== ".repeat(20)}${signed()["webhook-signature"]}`;
    expect(await refusal(verify({ ...signed(), "webhook-signature": many }))).toBe("webhook.signature_mismatch");
  });

  test.each([-301, 301, -86_400])("when it was signed %i seconds from now", async (seconds) => {
    const headers = signed(secret, new Date(now.getTime() + seconds * 1000));
    expect(await refusal(verify(headers))).toBe("webhook.timestamp_out_of_tolerance");
  });

  test("when it is signed, but no JSON", async () => {
    expect(await refusal(verify(signed(secret, now, "hello"), { payload: "hello" }))).toBe("webhook.payload_malformed");
  });

  test("and the error is one of the SDK's, told by its code", async () => {
    const error = await verify(signed(newSecret())).catch((one: unknown) => one);
    expect(isBursarError(error)).toBe(true);
    expect(error).toMatchObject({ name: "WebhookVerificationError", code: "webhook.signature_mismatch", status: null });
  });
});

test.each(["", "whsec_", "whsec_short", "secret", "whsk_AAAA", `whpk_${"A".repeat(10)}`, "sk_test_1", "whsec_%%%%"])(
  "%j is no secret, which is a mistake in the code and not a forged webhook",
  async (wrong) => {
    await expect(verify(signed(), { secret: wrong })).rejects.toThrow(TypeError);
  },
);

test("no secret at all is a mistake, too", async () => {
  await expect(verify(signed(), { secret: [] })).rejects.toThrow(TypeError);
});

test("the reference library's signature is the HMAC that the specification writes down", () => {
  const key = Buffer.from(secret.slice(6), "base64");
  const content = `${id}.${now.getTime() / 1000}.${payload}`;
  expect(signed()["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(content).digest("base64")}`);
});

test("a client verifies, too, without asking the API", async () => {
  const { webhooks } = new Bursar({ secretKey: "sk_test_1", baseUrl: "https://api.test" });
  const input = { payload, headers: signed(), secret, now: () => now };
  expect(await webhooks.verify(input)).toEqual(await verifyWebhook(input));
});
