import { base64url, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { createUserToken } from "./user-token.ts";

const key = new Uint8Array(32).map((_, index) => index);
const secret = `uts_01jd3f6q8reg5tm2y0v9k4wxab.${base64url.encode(key)}`;
const currentDate = new Date("2026-11-20T09:00:00.900Z");
const now = () => currentDate;

test("a user token says who, as what and until when, and is signed with the secret", async () => {
  const token = await createUserToken({
    secret,
    user: "amina@example.com",
    roles: ["manager", "admin"],
    expiresInSeconds: 60,
    now,
  });
  const { payload, protectedHeader } = await jwtVerify(token, key, {
    audience: "bursar",
    currentDate,
    algorithms: ["HS256"],
  });
  const issuedAt = Date.parse("2026-11-20T09:00:00Z") / 1000;
  expect(protectedHeader).toEqual({ alg: "HS256", typ: "JWT", kid: "uts_01jd3f6q8reg5tm2y0v9k4wxab" });
  expect(payload).toEqual({
    sub: "amina@example.com",
    roles: ["manager", "admin"],
    aud: "bursar",
    iat: issuedAt,
    exp: issuedAt + 60,
  });
});

test("a user is a learner for a quarter of an hour, unless told otherwise", async () => {
  const { payload } = await jwtVerify(await createUserToken({ secret, user: "42", now }), key, { currentDate });
  expect(payload.roles).toEqual(["learner"]);
  expect(payload.exp).toBe((payload.iat ?? 0) + 900);
});

test.each([59, 3601, 90.5, Number.NaN])("a lifetime of %d s is refused", async (expiresInSeconds) => {
  await expect(createUserToken({ secret, user: "42", expiresInSeconds })).rejects.toThrow(RangeError);
});

test.each([60, 3600])("a lifetime of %d s is allowed", async (expiresInSeconds) => {
  await expect(createUserToken({ secret, user: "42", expiresInSeconds })).resolves.toMatch(/\./);
});

test.each(["", "sk_test_1", secret.slice(0, -1), `${secret}A`, secret.replace("uts_", "key_")])(
  "%j is no token secret, and the message doesn't repeat it",
  async (wrong) => {
    await expect(createUserToken({ secret: wrong, user: "42" })).rejects.toThrow(
      new TypeError("`secret` must be a token secret: uts_….…"),
    );
  },
);

test("nobody and no role are refused", async () => {
  await expect(createUserToken({ secret, user: "" })).rejects.toThrow(TypeError);
  await expect(createUserToken({ secret, user: "42", roles: [] })).rejects.toThrow(TypeError);
});
