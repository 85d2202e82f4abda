import { beforeAll, describe, expect, it } from "vitest";
import { startAnotherProcess } from "../../test/another-process.ts";
import { type TestTenant, useApi } from "../../test/api.ts";

// As behind one proxy of one's own, which adds the address that it was called from.
const api = useApi({ TRUSTED_PROXIES: "1" });
let academy: TestTenant;
let users = 0;

beforeAll(async () => {
  academy = await api.createTenant();
});

describe("the caller's address in the audit log", () => {
  const addressOf = async (forwarded?: string): Promise<string | null> => {
    const user = `user-${++users}`;
    const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
    const { status } = await academy.server("PUT", `/v1/users/${user}`, {}, { headers });
    expect(status).toBe(200);
    const { body } = await academy.server("GET", `/v1/audit-records?object=user:${user}`);
    return body.data[0].address;
  };

  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["198.51.100.1, 203.0.113.7", "203.0.113.7"],
    ["2001:db8::1", "2001:db8::1"],
    ["::ffff:203.0.113.7", "::ffff:203.0.113.7"],
    ["fe80::1%eth0", "fe80::1"],
    ["203.0.113.7, unknown", null],
    ["'; drop table audit_records; --", null],
    ["", null],
  ])("of %j is %j", async (forwarded, address) => {
    expect(await addressOf(forwarded)).toBe(address);
  });

  it("is not what a caller claims when there is no proxy to say it", async () => {
    const direct = await startAnotherProcess(api, { TRUSTED_PROXIES: 0 });
    const headers = {
      authorization: `Bearer ${academy.secretKey}`,
      "content-type": "application/json",
      "x-forwarded-for": "203.0.113.7",
    };
    await direct.app.http.request("/v1/users/direct", { method: "PUT", headers, body: "{}" });
    await direct.stop();
    const { body } = await academy.server("GET", "/v1/audit-records?object=user:direct");
    expect(body.data[0].address).toBeNull();
  });
});

describe("a route that there isn't", () => {
  it.each([
    "/",
    "/v1",
    "/v1/",
    "/v2/tenant",
    "/v1/tenants",
    "/v1/tenant/",
    "/v1/users/a/b/c/d",
    "/metrics/x",
    "/.env",
    "/v1/users/42/",
  ])("%s is told to be none, whoever asks", async (path) => {
    for (const caller of [api.call(null), academy.server]) {
      const answer = await caller("GET", path);
      expect([answer.status, answer.body.code]).toEqual([404, "request.not_found"]);
    }
  });
});
