import { createHash } from "node:crypto";
import type { Scope } from "@bursar/sdk/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AnotherProcess, startAnotherProcess } from "../../test/another-process.ts";
import { type Answer, type TestTenant, useApi } from "../../test/api.ts";

const api = useApi();
let academy: TestTenant;

beforeAll(async () => {
  academy = await api.createTenant();
});

const create = (scopes: Scope[] = [], { server } = academy) =>
  server("POST", "/v1/keys", { kind: "secret", name: "reports", scopes });
const works = async (key: string): Promise<boolean> => {
  const { status, body } = await api.call(key)("GET", "/v1/offerings");
  expect([200, 401]).toContain(status);
  if (status === 401) expect(body.code).toBe("auth.unauthenticated");
  return status === 200;
};

describe("a secret key", () => {
  it("works from a server, and is refused whenever it comes from a page", async () => {
    const { body } = await create();
    expect(body.key).toMatch(/^sk_test_[\w-]{43}$/);
    expect(await works(body.key)).toBe(true);
    for (const origin of [academy.origin, "https://evil.example", "null"]) {
      const answer = await api.call(body.key)("GET", "/v1/offerings", undefined, { origin });
      expect([answer.status, answer.body.code]).toEqual([403, "auth.secret_key_in_browser"]);
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("is refused when it is almost right, publishable, or sent as anything but a bearer", async () => {
    for (const wrong of [academy.secretKey.slice(0, -1), `${academy.secretKey}x`, academy.secretKey.toUpperCase()]) {
      expect(await works(wrong)).toBe(false);
    }
    for (const kind of ["sk_test_", "sk_live_", "sk_"])
      expect(await works(kind + academy.publishableKey.slice(8))).toBe(false);
    for (const authorization of [academy.secretKey, `Basic ${academy.secretKey}`, `Bearer`, `Bearer  `, `Bearer a b`]) {
      const answer = await api.call(null)("GET", "/v1/offerings", undefined, { headers: { authorization } });
      expect(answer.status).toBe(401);
    }
    const inQuery = await api.call(null)("GET", `/v1/offerings?key=${academy.secretKey}`);
    expect(inQuery.status).toBe(401);
  });

  it("is shown once: lists and the audit log have enough to recognise it by, not to use it", async () => {
    const { body: created } = await create();
    const { body: list } = await academy.server("GET", "/v1/keys");
    const { body: audit } = await academy.server("GET", "/v1/audit-records?limit=100");
    for (const text of [JSON.stringify(list), JSON.stringify(audit)]) {
      expect(text).not.toContain(created.key);
      expect(text).not.toContain(created.key.slice(8, 24));
    }
    const listed = list.data.find((key: { id: string }) => key.id === created.id);
    expect(listed.hint).toBe(`sk_test_…${created.key.slice(-4)}`);
  });

  it("is stored as a hash only", async () => {
    const { body } = await create();
    const [row] = await api.database.superuser`
      select to_jsonb(k)::text as row, encode(hash, 'hex') as hash from keys k where hint = ${`sk_test_…${body.key.slice(-4)}`}`;
    expect(row?.["hash"]).toBe(createHash("sha256").update(body.key).digest("hex"));
    expect(row?.["row"]).not.toContain(body.key.slice(8, 24));
  });

  it("sees its own tenant only", async () => {
    const other = await api.createTenant();
    await other.server("PUT", "/v1/offerings/theirs", {});
    const { body } = await academy.server("GET", "/v1/offerings");
    expect(body.data).toEqual([]);
  });
});

describe("a revoked key", () => {
  it("is refused from the next request on, and stays in the list", async () => {
    const { body } = await create();
    expect(await works(body.key)).toBe(true);
    const revoked = await academy.server("DELETE", `/v1/keys/${body.id}`);
    expect(revoked.body.revokedAt).toBe(api.clock.now().toISOString());
    expect(await works(body.key)).toBe(false);
    expect((await academy.server("DELETE", `/v1/keys/${body.id}`)).body).toEqual(revoked.body);
  });

  it("can't be rotated back to life, and neither can one that has expired", async () => {
    const { body: revoked } = await create();
    await academy.server("DELETE", `/v1/keys/${revoked.id}`);
    const { body: expired } = await create();
    await academy.server("POST", `/v1/keys/${expired.id}/rotate`, { overlapSeconds: 0 });
    for (const { id } of [revoked, expired]) {
      const answer = await academy.server("POST", `/v1/keys/${id}/rotate`, {});
      expect([answer.status, answer.body.code]).toEqual([404, "key.not_found"]);
    }
  });

  it("may not be the last secret one, even when two are revoked at the same moment", async () => {
    const tenant = await api.createTenant();
    await create([], tenant);
    const { body } = await tenant.server("GET", "/v1/keys");
    const ids = body.data.filter((key: { kind: string }) => key.kind === "secret").map((key: { id: string }) => key.id);
    expect(ids.length).toBe(2);
    const answers = (await Promise.all(ids.map((id: string) => tenant.server("DELETE", `/v1/keys/${id}`)))) as Answer[];
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe("a rotated key", () => {
  it("is no key that remains when its replacement is revoked", async () => {
    const tenant = await api.createTenant();
    const [own] = (await tenant.server("GET", "/v1/keys")).body.data.filter(
      ({ kind }: { kind: string }) => kind === "secret",
    );
    const { body: replacement } = await tenant.server("POST", `/v1/keys/${own.id}/rotate`, { overlapSeconds: 600 });
    expect((await tenant.server("DELETE", `/v1/keys/${replacement.id}`)).body.code).toBe("key.last_one");
    api.clock.advance({ seconds: 600 });
    expect(await works(replacement.key)).toBe(true);
  });

  it("works beside its replacement until the overlap is over", async () => {
    const { body: old } = await create(["catalog:read"]);
    const { body: replacement } = await academy.server("POST", `/v1/keys/${old.id}/rotate`, { overlapSeconds: 600 });
    expect(replacement.scopes).toEqual(["catalog:read"]);
    api.clock.advance({ seconds: 599 });
    expect([await works(old.key), await works(replacement.key)]).toEqual([true, true]);
    api.clock.advance({ seconds: 1 });
    expect([await works(old.key), await works(replacement.key)]).toEqual([false, true]);
  });

  it("does not live longer for being rotated again", async () => {
    const { body: old } = await create();
    await academy.server("POST", `/v1/keys/${old.id}/rotate`, { overlapSeconds: 60 });
    await academy.server("POST", `/v1/keys/${old.id}/rotate`, { overlapSeconds: 86_400 });
    api.clock.advance({ seconds: 61 });
    expect(await works(old.key)).toBe(false);
  });
});

describe("a key with scopes", () => {
  const limited = async (scopes: Scope[]) => api.call((await create(scopes)).body.key);
  const keyInput = (scopes: Scope[]) => ({ kind: "secret", name: "more", scopes });

  it("makes keys with no more than its own scopes", async () => {
    const clerk = await limited(["settings:write", "wallets:read"]);
    expect((await clerk("POST", "/v1/keys", keyInput(["wallets:read"]))).status).toBe(201);
    for (const more of [["wallets:write"], ["wallets:read", "tokens:write"], []] as Scope[][]) {
      const answer = await clerk("POST", "/v1/keys", keyInput(more));
      expect([answer.status, answer.body.code]).toEqual([403, "auth.forbidden"]);
    }
  });

  it("can't come by more through the rotation of another key", async () => {
    const clerk = await limited(["settings:write"]);
    for (const { body: stronger } of [await create(), await create(["wallets:write"])]) {
      const answer = await clerk("POST", `/v1/keys/${stronger.id}/rotate`, {});
      expect([answer.status, answer.body.code]).toEqual([403, "auth.forbidden"]);
      expect(JSON.stringify(answer.body)).not.toContain("sk_test_");
    }
    const { body: equal } = await create(["settings:write"]);
    expect((await clerk("POST", `/v1/keys/${equal.id}/rotate`, {})).status).toBe(201);
  });
});

describe("another API process", () => {
  let other: AnotherProcess;
  beforeAll(async () => {
    await api.app.hub.start();
    other = await startAnotherProcess(api);
  });
  afterAll(() => other.stop());

  const statusThere = async (key: string) => {
    const headers = { authorization: `Bearer ${key}` };
    return (await other.app.http.request("/v1/offerings", { headers })).status;
  };

  it("refuses a key as soon as it was revoked here, whatever it remembers", async () => {
    const { body } = await create();
    expect(await statusThere(body.key)).toBe(200);
    await academy.server("DELETE", `/v1/keys/${body.id}`);
    await expect.poll(() => statusThere(body.key), { interval: 5, timeout: 3_000 }).toBe(401);
  });

  it("knows a changed list of origins at once", async () => {
    const { body } = await academy.server("POST", "/v1/keys", {
      kind: "publishable",
      name: "p",
      origins: ["https://old.example"],
    });
    const preflight = async (origin: string) =>
      (await other.app.http.request(`/v1/me?key=${body.key}`, { method: "OPTIONS", headers: { origin } })).status;
    expect([await preflight("https://old.example"), await preflight("https://new.example")]).toEqual([204, 403]);
    await academy.server("PATCH", `/v1/keys/${body.id}`, { origins: ["https://new.example"] });
    await expect.poll(() => preflight("https://new.example"), { interval: 5, timeout: 3_000 }).toBe(204);
    expect(await preflight("https://old.example")).toBe(403);
  });
});
