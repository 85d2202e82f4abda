import { randomBytes } from "node:crypto";
import { verifyWebhook } from "@bursar/sdk";
import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import { newSecret, signatureHeader } from "./sign.ts";

const id = "evt_01jd3f6q8reg5tm2y0v9k4wxab";
const now = new Date();
const seconds = Math.floor(now.getTime() / 1000);
const body = JSON.stringify({ type: "user.created", user: "أمينة 💰", data: {} });
const headersWith = (signature: string) => ({
  "webhook-id": id,
  "webhook-timestamp": String(seconds),
  "webhook-signature": signature,
});

it("what we sign, the reference library verifies", () => {
  for (let time = 0; time < 50; time++) {
    const secret = newSecret("hmac-sha256");
    const text = body.replace("💰", randomBytes(time).toString("base64"));
    const headers = headersWith(signatureHeader([secret], id, seconds, text));
    expect(new Webhook(secret.shown).verify(text, headers)).toEqual(JSON.parse(text));
    expect(() => new Webhook(secret.shown).verify(`${text} `, headers)).toThrow();
  }
});

it("what the reference library signs, we sign the same", () => {
  const secret = newSecret("hmac-sha256");
  expect(signatureHeader([secret], id, seconds, body)).toBe(new Webhook(secret.shown).sign(id, now, body));
});

it("while a secret is being replaced, the reference library verifies with the old one and with the new", () => {
  const [fresh, old] = [newSecret("hmac-sha256"), newSecret("hmac-sha256")];
  const headers = headersWith(signatureHeader([fresh, newSecret("ed25519"), old], id, seconds, body));
  for (const { shown } of [fresh, old]) expect(new Webhook(shown).verify(body, headers)).toEqual(JSON.parse(body));
  expect(headers["webhook-signature"].split(" ").map((one) => one.split(",")[0])).toEqual(["v1", "v1a", "v1"]);
});

it("what we sign with an Ed25519 key, the SDK verifies with the public one, and with no other", async () => {
  const secret = newSecret("ed25519");
  const headers = headersWith(signatureHeader([secret], id, seconds, body));
  expect(secret.shown).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
  expect(await verifyWebhook({ payload: body, headers, secret: secret.shown })).toEqual(JSON.parse(body));
  const other = newSecret("ed25519").shown;
  await expect(verifyWebhook({ payload: body, headers, secret: other })).rejects.toThrow("No signature");
});
