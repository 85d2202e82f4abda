import { randomBytes } from "node:crypto";
import { createUserToken } from "@bursar/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestTenant, useApi } from "../../../test/api.ts";
import { listen } from "../../../test/http.ts";
import { type ApiProcess, startProcess } from "../../../test/ledger/process.ts";
import { tapWire, type Wire } from "../../../test/ledger/wire.ts";
import { newUuid, typedId } from "../ids.ts";
import { newKey } from "./keys.ts";

// Of 300 a minute: 3. As behind one proxy of one's own, which adds the address that it was called from.
const limit = 3;
const api = useApi({ RATE_LIMIT_FACTOR: "0.01", TRUSTED_PROXIES: "1" });
let academy: TestTenant;
let wire: Wire;
let process: ApiProcess;
let addresses = 0;
let address: string;

beforeAll(async () => {
  wire = await tapWire(api.database.url);
});
afterAll(() => wire.stop());
beforeEach(async () => {
  academy = await api.createTenant();
  process = startProcess(api, { databaseUrl: wire.databaseUrl });
  address = `203.0.113.${++addresses}`;
  // At the beginning of a window, with nothing counted for anyone.
  api.clock.set(new Date(Math.ceil(api.clock.now().getTime() / 60_000 + 1) * 60_000).toISOString());
  return () => process.stop();
});

interface Asked {
  from?: string;
  origin?: string;
  method?: string;
}

const ask = async (path: string, bearer: string, { from = address, origin, method = "GET" }: Asked = {}) =>
  process.app.http.request(path, {
    method,
    headers: { authorization: `Bearer ${bearer}`, "x-forwarded-for": from, ...(origin && { origin }) },
  });
const offerings = async (bearer: string, asked?: Asked) => (await ask("/v1/offerings", bearer, asked)).status;
const madeUpKey = () => newKey("secret", "test");
const tokenWith = (secret: string) => createUserToken({ secret, user: "amina", now: api.clock.now });
/** With the id of a secret that never was. */
const forgedToken = () => tokenWith(`${typedId("uts", newUuid(api.clock))}.${randomBytes(32).toString("base64url")}`);
const lookUps = () =>
  wire.take().filter((statements) => statements.some((text) => /find_(key|token_secret)/.test(text)));

async function exhaust(asked?: Asked): Promise<void> {
  for (let times = 0; times < limit; times++) expect(await offerings(madeUpKey(), asked)).toBe(401);
  expect(await offerings(madeUpKey(), asked)).toBe(429);
}

describe("credentials that are none", () => {
  const kinds: Record<string, () => Promise<Response>> = {
    "secret keys": () => ask("/v1/offerings", madeUpKey()),
    "publishable keys": async () => ask(`/v1/me?key=${newKey("publishable", "test")}`, "x"),
    "publishable keys in preflights": () =>
      ask(`/v1/me?key=${newKey("publishable", "test")}`, "x", { method: "OPTIONS", origin: academy.origin }),
    "user tokens": async () => ask("/v1/me", await forgedToken()),
  };

  it.each(Object.entries(kinds))("are looked up so often from an address, and no more: %s", async (_, send) => {
    const statuses = [];
    wire.take();
    for (let times = 0; times < 20; times++) statuses.push((await send()).status);
    expect(statuses.slice(0, limit).every((status) => status === 401 || status === 403)).toBe(true);
    expect(statuses.slice(limit)).toEqual(Array(20 - limit).fill(429));
    expect(lookUps()).toHaveLength(limit);
  });

  it("are no more when they come at once", async () => {
    wire.take();
    const statuses = await Promise.all(Array.from({ length: 50 }, () => offerings(madeUpKey())));
    expect(statuses.filter((status) => status === 401)).toHaveLength(limit);
    expect(lookUps()).toHaveLength(limit);
  });

  it("are told when to come again, and may", async () => {
    await exhaust();
    api.clock.advance({ seconds: 20 });
    const refused = await ask("/v1/offerings", madeUpKey());
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "40"]);
    expect(await refused.json()).toMatchObject({ code: "request.rate_limited", retryAfterSeconds: 40 });
    api.clock.advance({ seconds: 40 });
    expect(await offerings(madeUpKey())).toBe(401);
  });
});

describe("a real credential", () => {
  const own = async () => tokenWith(academy.tokenSecret);
  const page = async () =>
    (await ask(`/v1/me?key=${academy.publishableKey}`, await own(), { origin: academy.origin })).status;

  it("that has been here goes through, whatever else comes from its address", async () => {
    expect([await offerings(academy.secretKey), await page()]).toEqual([200, 200]);
    await exhaust();
    expect([await offerings(academy.secretKey), await page()]).toEqual([200, 200]);
    // Looked up anew, as after a change of some other credential or when the seconds are over.
    process.platform.credentials.forget();
    expect([await offerings(academy.secretKey), await page()]).toEqual([200, 200]);
  });

  it("is not counted, however many there are", async () => {
    for (let times = 0; times <= limit; times++) {
      const { secretKey } = await api.createTenant();
      expect(await offerings(secretKey)).toBe(200);
    }
    await exhaust();
  });

  it("that was revoked while it was remembered is refused all the same", async () => {
    const { body } = await academy.server("POST", "/v1/keys", { kind: "secret", name: "short-lived", scopes: [] });
    expect(await offerings(body.key)).toBe(200);
    await academy.server("DELETE", `/v1/keys/${body.id}`);
    process.platform.credentials.forget();
    expect(await offerings(body.key)).toBe(401);
  });
});

describe("an address", () => {
  it("is not concerned by what comes from another", async () => {
    await exhaust();
    expect(await offerings(madeUpKey(), { from: "198.51.100.1" })).toBe(401);
  });

  it.each([
    ["203.0.113.200", "::ffff:203.0.113.200", true],
    ["::ffff:203.0.113.201", "::ffff:203.0.113.202", false],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::9", true],
    ["2001:db8:1::1", "2001:db8:1:0:ffff::", true],
    ["2001:db8:2:1::1", "2001:db8:2:2::1", false],
  ])("%s and %s are one: %s", async (first, second, isSame) => {
    await exhaust({ from: first });
    expect(await offerings(madeUpKey(), { from: second })).toBe(isSame ? 429 : 401);
  });

  it("is the one that the proxy tells, whatever the caller claims before it", async () => {
    for (let times = 0; times < limit; times++) {
      expect(await offerings(madeUpKey(), { from: `198.51.100.${times}, ${address}` })).toBe(401);
    }
    expect(await offerings(madeUpKey(), { from: `198.51.100.99, ${address}` })).toBe(429);
  });

  it("is the connection's where there is no proxy, whatever the caller claims", async () => {
    process.platform.environment.TRUSTED_PROXIES = 0;
    const direct = await listen(process.app);
    const status = async (claimed: string) => {
      const headers = { authorization: `Bearer ${madeUpKey()}`, "x-forwarded-for": claimed };
      return (await fetch(`${direct.url}/v1/offerings`, { headers })).status;
    };
    for (let times = 0; times < limit; times++) expect(await status(`198.51.100.${times}`)).toBe(401);
    expect(await status("198.51.100.99")).toBe(429);
    await direct.close();
  });
});
