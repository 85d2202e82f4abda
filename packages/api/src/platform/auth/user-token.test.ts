import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createUserToken } from "@bursar/sdk";
import { exportJWK, exportSPKI, type GenerateKeyPairResult, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type TestTenant, useApi } from "../../../test/api.ts";

const api = useApi();
let academy: TestTenant;

beforeAll(async () => {
  academy = await api.createTenant();
});

const seconds = () => Math.floor(api.clock.now().getTime() / 1000);
const partsOf = (secret: string) => {
  const [id = "", key = ""] = secret.split(".");
  return { id, key: new Uint8Array(Buffer.from(key, "base64url")) };
};

const asBearer = (token: string): Promise<Answer> => api.call(token)("GET", "/v1/me");
const inPage = (token: string, { publishableKey } = academy): Promise<Answer> =>
  api.call(token)("GET", `/v1/me?key=${publishableKey}`, undefined, { origin: academy.origin });

/** Claims of any kind, also such as no signer would let pass. */
type Claims = { [name: string]: unknown };

/** A token as the host's server would sign it, but for what is to be wrong with it. */
function token(claims: Claims = {}, { secret = academy.tokenSecret, header = {} } = {}): Promise<string> {
  const { id, key } = partsOf(secret);
  const iat = seconds();
  return new SignJWT({ sub: "amina", aud: "bursar", roles: ["learner"], iat, exp: iat + 900, ...claims })
    .setProtectedHeader({ alg: "HS256", kid: id, ...header })
    .sign(key);
}

/** All the same: what was wrong is nobody's business. */
function expectRefused(answer: Answer): void {
  const { requestId, ...body } = answer.body;
  expect(body).toEqual({
    type: "urn:bursar:problem:auth.unauthenticated",
    title: "Send a valid secret key or user token as `Authorization: Bearer …`",
    status: 401,
    code: "auth.unauthenticated",
  });
  expect(answer.status).toBe(401);
  expect(answer.headers.get("www-authenticate")).toBe("Bearer");
}

describe("a user token", () => {
  it("of the SDK is accepted, and names the user and what they are", async () => {
    const signed = await createUserToken({
      secret: academy.tokenSecret,
      user: "amina",
      roles: ["manager"],
      now: api.clock.now,
    });
    expect((await asBearer(signed)).body).toMatchObject({ id: "amina", roles: ["manager"] });
  });

  it("of the API is accepted too", async () => {
    const { body } = await academy.server("POST", "/v1/user-tokens", { user: "omar", roles: ["admin"] });
    expect((await asBearer(body.token)).body).toMatchObject({ id: "omar", roles: ["admin"] });
    expect(body.expiresAt).toBe("2026-11-20T09:15:00.000Z");
  });

  const wrong: Record<string, () => Promise<string> | string> = {
    "that has expired": () => token({ iat: seconds() - 900, exp: seconds() - 10 }),
    "that is not valid yet": () => token({ nbf: seconds() + 60 }),
    "that was issued in the future": () => token({ iat: seconds() + 86_400, exp: seconds() + 86_400 + 900 }),
    "that lives longer than an hour": () => token({ exp: seconds() + 3601 }),
    "that never expires": () => token({ exp: undefined }),
    "whose end is no time": () => token({ exp: "soon" }),
    "whose end is past all numbers": () => token({ exp: 1e300 }),
    "that doesn't say when it was issued": () => token({ iat: undefined }),
    "for another audience": () => token({ aud: "someone-else" }),
    "for no audience": () => token({ aud: undefined }),
    "of nobody": () => token({ sub: undefined }),
    "of an empty user": () => token({ sub: "" }),
    "of a user whose id is no text": () => token({ sub: 42 }),
    "of a user whose id can't be stored": () => token({ sub: "a\0b" }),
    "of a user whose id looks like another's": () => token({ sub: "amina\u200b" }),
    "signed with another secret": () => token({}, { secret: `${partsOf(academy.tokenSecret).id}.${"A".repeat(43)}` }),
    "signed with an empty secret": async () => {
      const [header, payload] = (await token()).split(".");
      return `${header}.${payload}.`;
    },
    "whose signature was cut": async () => (await token()).slice(0, -4),
    "whose claims were changed": async () => {
      const [header, payload = "", signature] = (await token()).split(".");
      const claims = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), roles: ["admin"] };
      return `${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.${signature}`;
    },
    "that is not signed (alg none)": () =>
      new UnsecuredJWT({ roles: ["admin"] })
        .setSubject("amina")
        .setAudience("bursar")
        .setIssuedAt(seconds())
        .setExpirationTime(seconds() + 900)
        .encode(),
    "that is not signed, yet names a secret": async () => {
      const header = Buffer.from(JSON.stringify({ alg: "none", kid: partsOf(academy.tokenSecret).id })).toString(
        "base64url",
      );
      return `${header}.${(await token()).split(".")[1]}.`;
    },
    "signed in a way that was not agreed": () => token({}, { header: { alg: "HS512" } }),
    "that names no secret": () => token({}, { header: { kid: undefined } }),
    "that names a secret that there isn't": () => token({}, { header: { kid: "uts_01jd3f6q8reg5tm2y0v9k4wxab" } }),
    "that names a secret in no known form": () => token({}, { header: { kid: "../../uts_x" } }),
    "that is no token": () => "not.a.token",
    "that is empty in all its parts": () => "..",
    "that is longer than a token can be": () => `${"a".repeat(7_000)}.b.c`,
    "that is a publishable key": () => academy.publishableKey,
    "that is a token secret": () => academy.tokenSecret,
  };

  it.each(Object.entries(wrong))("%s is refused without a hint", async (_name, make) => {
    const presented = await make();
    expectRefused(await asBearer(presented));
    expectRefused(await inPage(presented));
  });

  it("of one tenant is refused in another's page", async () => {
    const other = await api.createTenant();
    expectRefused(await inPage(await token(), other));
    expect((await inPage(await token())).status).toBe(200);
  });

  it("opens its own tenant only: the same user elsewhere is someone else", async () => {
    const other = await api.createTenant();
    await other.server("PUT", "/v1/users/amina", { name: "Another Amina" });
    expect((await asBearer(await token())).body["name"]).not.toBe("Another Amina");
    expect((await asBearer(await token({}, { secret: other.tokenSecret }))).body["name"]).toBe("Another Amina");
  });

  it("forgives clocks that differ by a few seconds", async () => {
    expect((await asBearer(await token({ exp: seconds() - 3, iat: seconds() - 900 }))).status).toBe(200);
    expect((await asBearer(await token({ nbf: seconds() + 3, iat: seconds() + 3 }))).status).toBe(200);
  });

  it("ends at its hour, whatever is remembered of its secret", async () => {
    const signed = await token({ exp: seconds() + 3600 });
    api.clock.advance({ minutes: 60 });
    expect((await asBearer(signed)).status).toBe(200);
    api.clock.advance({ seconds: 6 });
    expectRefused(await asBearer(signed));
  });
});

describe("a token secret", () => {
  it("works on for the overlap after it was replaced, and not a moment longer", async () => {
    const tenant = await api.createTenant();
    const old = tenant.tokenSecret;
    const { body } = await tenant.server("POST", "/v1/token-secrets", { overlapSeconds: 600 });
    api.clock.advance({ seconds: 599 });
    expect((await asBearer(await token({}, { secret: old }))).status).toBe(200);
    expect((await asBearer(await token({}, { secret: body.secret }))).status).toBe(200);
    api.clock.advance({ seconds: 1 });
    expectRefused(await asBearer(await token({}, { secret: old })));
    expect((await asBearer(await token({}, { secret: body.secret }))).status).toBe(200);
  });

  it("ends at once without an overlap, and no later rotation prolongs it", async () => {
    const tenant = await api.createTenant();
    await tenant.server("POST", "/v1/token-secrets", { overlapSeconds: 0 });
    await tenant.server("POST", "/v1/token-secrets", { overlapSeconds: 86_400 });
    expectRefused(await asBearer(await token({}, { secret: tenant.tokenSecret })));
  });

  it("is one, when two are asked for at once without an overlap: the later ends the earlier", async () => {
    const tenant = await api.createTenant();
    const rotate = () => tenant.server("POST", "/v1/token-secrets", { overlapSeconds: 0 });
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all([rotate(), rotate(), rotate()]);
      const accepted = await Promise.all(
        answers.map(async ({ body }) => (await asBearer(await token({}, { secret: body.secret }))).status),
      );
      expect(accepted.toSorted()).toEqual([200, 401, 401]);
    }
  });

  it("is stored encrypted, so that the database alone signs nobody in", async () => {
    const rows = await api.database.superuser`select to_jsonb(t)::text as row from token_secrets t`;
    const { key } = partsOf(academy.tokenSecret);
    const forms = [
      Buffer.from(key).toString("base64url"),
      Buffer.from(key).toString("base64"),
      Buffer.from(key).toString("hex"),
    ];
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows as unknown as { row: string }[]) {
      expect(JSON.parse(row).ciphertext).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
      for (const form of forms) expect(row).not.toContain(form);
    }
  });
});

describe("a token of the tenant's own identity provider", () => {
  let provider: Server;
  let keys: GenerateKeyPairResult;
  let tenant: TestTenant;
  const issuer = "https://id.academy.example";

  beforeAll(async () => {
    keys = await generateKeyPair("ES256");
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: "2026", alg: "ES256", use: "sig" };
    provider = createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] })));
    await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
    tenant = await api.createTenant();
    await usesProvider(tenant, `http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`);
  });
  afterAll(() => provider.close());

  /** The contract takes https only; a test's provider speaks http. */
  async function usesProvider({ tenant: { id } }: TestTenant, jwksUrl: string): Promise<void> {
    const settings = { identityProvider: { jwksUrl, issuer, audience: "academy", rolesClaim: "groups" } };
    await api.database
      .superuser`update tenants set settings = ${api.database.superuser.json(settings)} where id = ${id}`;
  }

  const signed = (claims: Claims = {}, header = {}, key = keys.privateKey) =>
    new SignJWT({
      sub: "amina",
      iss: issuer,
      aud: "academy",
      groups: ["admin", "staff"],
      exp: seconds() + 900,
      ...claims,
    })
      .setProtectedHeader({ alg: "ES256", kid: "2026", ...header })
      .sign(key);

  it("is accepted in the tenant's pages, with the roles that Bursar knows", async () => {
    const answer = await inPage(await signed(), tenant);
    expect(answer.body).toMatchObject({ id: "amina", roles: ["admin"] });
  });

  it("is refused without the publishable key, and with another tenant's", async () => {
    expectRefused(await asBearer(await signed()));
    expectRefused(await inPage(await signed(), academy));
  });

  it("is refused when the site's public key is used as if it were a shared secret", async () => {
    const publicKey = await exportSPKI(keys.publicKey);
    const jwk = JSON.stringify(await exportJWK(keys.publicKey));
    for (const secret of [publicKey, publicKey.trim(), jwk]) {
      const confused = await new SignJWT({ sub: "amina", iss: issuer, aud: "academy", exp: seconds() + 900 })
        .setProtectedHeader({ alg: "HS256", kid: "2026" })
        .sign(new TextEncoder().encode(secret));
      expectRefused(await inPage(confused, tenant));
    }
  });

  it("is refused when anything about it is wrong", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    for (const bad of [
      await signed({ exp: seconds() - 10 }),
      await signed({ exp: undefined }),
      await signed({ nbf: seconds() + 60 }),
      await signed({ iss: "https://evil.example" }),
      await signed({ aud: "bursar" }),
      await signed({ sub: undefined }),
      await signed({}, { kid: "unknown" }),
      await signed({}, {}, privateKey),
      new UnsecuredJWT({ sub: "amina", iss: issuer, aud: "academy", exp: seconds() + 900 }).encode(),
    ]) {
      expectRefused(await inPage(bad, tenant));
    }
  });

  it("is refused, and nothing breaks, when the provider does not answer or answers nonsense", async () => {
    const nonsense = createServer((_request, response) => response.end("<html>"));
    await new Promise<void>((resolve) => nonsense.listen(0, "127.0.0.1", resolve));
    const { port } = nonsense.address() as AddressInfo;
    for (const url of [`http://127.0.0.1:${port}/keys`, "http://127.0.0.1:1/keys"]) {
      const other = await api.createTenant();
      await usesProvider(other, url);
      expectRefused(await inPage(await signed(), other));
    }
    nonsense.close();
  });

  it("is refused when the provider's keys come without end, which are not read to the end of memory", async () => {
    let sent = 0;
    const endless = createServer((_request, response) => {
      const more = () => {
        for (let takesMore = true; takesMore && !response.destroyed; sent += 65_536)
          takesMore = response.write("x".repeat(65_536));
      };
      response.on("drain", more);
      more();
    });
    await new Promise<void>((resolve) => endless.listen(0, "127.0.0.1", resolve));
    const other = await api.createTenant();
    await usesProvider(other, `http://127.0.0.1:${(endless.address() as AddressInfo).port}/keys`);
    expectRefused(await inPage(await signed(), other));
    // What the sockets between hold, and no more.
    expect(sent).toBeLessThan(32 * 1024 * 1024);
    endless.close();
    endless.closeAllConnections();
  });

  it("is looked up anew where the tenant has named another provider", async () => {
    const other = await api.createTenant();
    await usesProvider(other, "http://127.0.0.1:1/keys");
    expectRefused(await inPage(await signed(), other));
    await usesProvider(other, `http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`);
    api.platform.credentials.forget();
    expect((await inPage(await signed(), other)).status).toBe(200);
  });

  it("does not replace the tenant's own secrets", async () => {
    expect((await inPage(await token({}, { secret: tenant.tokenSecret }), tenant)).status).toBe(200);
  });
});
