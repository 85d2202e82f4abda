import { createUserToken } from "@bursar/sdk";
import { beforeAll, describe, expect, it } from "vitest";
import { type TestTenant, useApi } from "../../../test/api.ts";

const api = useApi();
let academy: TestTenant;
let key: string;
let token: string;

const listed = [
  "https://academy.example",
  "http://localhost:3000",
  "https://*.campus.example",
  "https://*.port.example:8443",
];

beforeAll(async () => {
  academy = await api.createTenant();
  const { body } = await academy.server("POST", "/v1/keys", { kind: "publishable", name: "pages", origins: listed });
  key = body.key;
  token = await createUserToken({ secret: academy.tokenSecret, user: "amina", now: api.clock.now });
});

const request = (path: string, headers: Record<string, string>, method = "GET") =>
  api.app.http.request(`${path}?key=${key}`, { method, headers });
const fromPage = (origin: string, path = "/v1/me") => request(path, { origin, authorization: `Bearer ${token}` });
const preflight = (origin: string, path = "/v1/me/enrollments") =>
  request(
    path,
    { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
    "OPTIONS",
  );

const allowed = [
  "https://academy.example",
  "http://localhost:3000",
  "https://www.campus.example",
  "https://deep.down.campus.example",
  "https://a.port.example:8443",
];
const refused = {
  "another site": "https://evil.example",
  "nobody's (a sandboxed frame, a file)": "null",
  "the same by another scheme": "http://academy.example",
  "the same on another port": "https://academy.example:8443",
  "a subdomain of what has no wildcard": "https://www.academy.example",
  "a name that begins like it": "https://academy.example.evil.example",
  "a name that ends like it": "https://evilacademy.example",
  "the same in capitals": "https://ACADEMY.EXAMPLE",
  "the same with a dot at the end": "https://academy.example.",
  "the same with a path": "https://academy.example/",
  "a wildcard's own domain": "https://campus.example",
  "a wildcard's empty subdomain": "https://.campus.example",
  "a name that ends like a wildcard's": "https://evilcampus.example",
  "a wildcard's subdomain elsewhere": "https://www.campus.example.evil.example",
  "a wildcard's subdomain by another scheme": "http://www.campus.example",
  "a wildcard's subdomain on another port": "https://www.campus.example:8443",
  "a wildcard's subdomain without its port": "https://a.port.example",
  "the wildcard itself": "https://*.campus.example",
  "a user in front of a wildcard's": "https://evil.example@www.campus.example",
  "a path that ends like a wildcard's": "https://evil.example/.campus.example",
  "a query that ends like a wildcard's": "https://evil.example?.campus.example",
  "two at once": "https://academy.example, https://evil.example",
  "an extension": "chrome-extension://abcdef",
};

describe("a page of a listed origin", () => {
  it.each(allowed)("%s is answered so that it can read", async (origin) => {
    const response = await fromPage(origin);
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    expect(response.headers.get("access-control-expose-headers")).toContain("Idempotent-Replayed");
  });

  it("may send what the widgets send, and needn't ask again for a day", async () => {
    const response = await preflight("https://academy.example");
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "https://academy.example",
      "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
      "access-control-allow-headers": "Authorization, Content-Type, Idempotency-Key, Last-Event-ID",
      "access-control-max-age": "86400",
    });
  });

  it("can read what went wrong, too", async () => {
    const origin = "https://academy.example";
    const headers = { origin, authorization: "Bearer forged" };
    for (const path of ["/v1/me", "/v1/nothing"]) {
      const response = await request(path, headers);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    }
  });
});

describe("a page of an origin that is not listed", () => {
  it.each(Object.entries(refused))("%s is refused: preflight, request and live stream", async (_name, origin) => {
    const answers = [
      await preflight(origin),
      await preflight(origin, "/v1/me/events"),
      await fromPage(origin),
      await fromPage(origin, "/v1/me/events"),
    ];
    for (const response of answers) {
      expect(response.status).toBe(403);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
      expect(await response.json()).toMatchObject({ code: "auth.origin_not_allowed", origin });
    }
  });

  it("is refused even when it sends no publishable key, or that of another site", async () => {
    const other = await api.createTenant();
    for (const query of ["", "?key=", "?key=pk_test_x", `?key=${academy.secretKey}`, `?key=${other.publishableKey}`]) {
      const headers = { origin: academy.origin, authorization: `Bearer ${token}` };
      const response = await api.app.http.request(`/v1/me${query}`, { headers });
      expect([query, response.status >= 400]).toEqual([query, true]);
      if (!query.includes(other.publishableKey)) expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("changes nothing by a request that needs no preflight", async () => {
    const body = JSON.stringify({ offering: "x" });
    const headers = { origin: "https://evil.example", authorization: `Bearer ${token}`, "content-type": "text/plain" };
    const response = await api.app.http.request(`/v1/me/enrollments?key=${key}`, { method: "POST", headers, body });
    expect(response.status).toBe(403);
  });

  it("is refused once the key is revoked", async () => {
    const { body } = await academy.server("POST", "/v1/keys", {
      kind: "publishable",
      name: "old",
      origins: [academy.origin],
    });
    await academy.server("DELETE", `/v1/keys/${body.id}`);
    const headers = { origin: academy.origin };
    const response = await api.app.http.request(`/v1/me?key=${body.key}`, { method: "OPTIONS", headers });
    expect(response.status).toBe(403);
  });
});

describe("any answer", () => {
  it("tells caches that it depends on the origin, allows no credentials of the browser, and sets no cookie", async () => {
    const origin = "https://academy.example";
    const answers = [
      await fromPage(origin),
      await fromPage("https://evil.example"),
      await preflight(origin),
      await preflight("https://evil.example"),
      await fromPage(origin, "/v1/me/events"),
      await request("/v1/me", { authorization: `Bearer ${token}` }),
      await request("/v1/me", {}),
    ];
    for (const { headers } of answers) {
      expect(headers.get("vary")).toContain("Origin");
      expect(headers.get("access-control-allow-credentials")).toBeNull();
      expect(headers.get("access-control-allow-origin")).not.toBe("*");
      expect(headers.get("set-cookie")).toBeNull();
    }
    await Promise.all(answers.map((answer) => answer.body?.cancel()));
  });
});

describe("an origin for the list", () => {
  it.each([
    "https://a.example/",
    "https://a.example/path",
    "*",
    "https://*",
    "https://*.",
    "https://*.*.example",
    "https://a.*.example",
    "https://A.example",
    "null",
    "ftp://a.example",
    "https://a.example:99999999",
    "https://u@a.example",
    "https://a b",
  ])("is refused when it is %j", async (origin) => {
    const answer = await academy.server("POST", "/v1/keys", { kind: "publishable", name: "p", origins: [origin] });
    expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([400, "#/origins/0"]);
  });
});
