import { beforeAll, describe, expect, it } from "vitest";
import { type TestApi, type TestTenant, useApi } from "../../test/api.ts";

const tokenOf = async (academy: TestTenant): Promise<string> =>
  (await academy.server("POST", "/v1/user-tokens", { user: "amina" })).body.token;

interface Asked {
  token?: string;
  origin?: string;
  key?: string;
}

/** Asks as `bursar.js` does: no header that needs a preflight. */
async function ask(api: TestApi, academy: TestTenant, paths: string[], asked: Asked = {}) {
  const { token = await tokenOf(academy), origin = academy.origin, key = academy.publishableKey } = asked;
  const body = new URLSearchParams([["access_token", token], ...paths.map((path) => ["path", path])]);
  const answer = await api.app.http.request(`/v1/me/reads?key=${key}`, { method: "POST", headers: { origin }, body });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}

async function furnished(api: TestApi): Promise<TestTenant> {
  const academy = await api.createTenant();
  await academy.server("PUT", "/v1/currencies/UNIT", {});
  await academy.server("PUT", "/v1/users/amina", {});
  await academy.server("PUT", "/v1/offerings/hazmat", { kind: "course", title: "DOT HAZMAT" });
  return academy;
}

describe("early reads", () => {
  const api = useApi();
  let academy: TestTenant;
  beforeAll(async () => {
    academy = await furnished(api);
  });

  it("answer what each read does, and leave out what is refused", async () => {
    const paths = ["wallets/UNIT", "enrollments?limit=20", "offerings/hazmat", "wallets/NONE", "nothing"];
    const { status, headers, body } = await ask(api, academy, paths);
    expect([status, headers.get("access-control-allow-origin")]).toEqual([200, academy.origin]);
    expect(headers.get("cache-control")).toBe("no-store");
    const amina = await academy.as("amina");
    const one = async (path: string) => (await amina("GET", `/v1/me/${path}`)).body;
    expect(body).toEqual(Object.fromEntries(await Promise.all(paths.slice(0, 3).map(async (p) => [p, await one(p)]))));
  });

  it("tell nothing to whoever has no token of this site, or asks from another", async () => {
    const other = await api.createTenant();
    const refused: Asked[] = [
      { token: "" },
      { token: "nonsense" },
      { token: academy.secretKey },
      { token: await tokenOf(other) },
      { key: other.publishableKey, origin: other.origin },
      { origin: "https://evil.example" },
    ];
    for (const asked of refused) {
      const { status, headers, body } = await ask(api, academy, ["wallets/UNIT"], asked);
      expect([status, body]).toEqual([200, {}]);
      if (asked.origin === "https://evil.example") expect(headers.has("access-control-allow-origin")).toBe(false);
    }
  });

  it.each([
    "../tenant",
    "../../metrics",
    "%2e%2e/tenant",
    "..\\tenant",
    "/../../openapi.json",
    "events",
    "./events",
    "events?x=1",
    "%65vents",
    "event%73?x=1",
    "reads",
    "",
    "#",
    "__proto__",
    "wallets/%zz",
    "x".repeat(5_000),
  ])("go nowhere else: %s", async (path) => {
    expect((await ask(api, academy, [path])).body).toEqual({});
  });

  it("are ten at most, and not large", async () => {
    const many = Array.from({ length: 20 }, (_, number) => `enrollments?limit=${number + 1}`);
    expect(Object.keys((await ask(api, academy, many)).body)).toHaveLength(10);
    const large = await ask(api, academy, ["x".repeat(20_000)]);
    expect([large.status, large.body["code"]]).toEqual([413, "request.too_large"]);
  });
});

describe("early reads of somebody who asks too often", () => {
  // A hundredth of 600 reads a minute.
  const api = useApi({ RATE_LIMIT_FACTOR: "0.01" });

  it("count like the others", async () => {
    const academy = await furnished(api);
    const paths = Array.from({ length: 10 }, (_, number) => `enrollments?limit=${number + 1}`);
    expect(Object.keys((await ask(api, academy, paths)).body)).toHaveLength(6);
    const headers = { authorization: `Bearer ${await tokenOf(academy)}` };
    expect((await api.app.http.request("/v1/me/wallets", { headers })).status).toBe(429);
  });
});
