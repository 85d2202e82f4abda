import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AnotherProcess, startAnotherProcess } from "../../../test/another-process.ts";
import { type TestTenant, useApi } from "../../../test/api.ts";
import { reencryptTokenSecrets } from "../../tenants/index.ts";

const api = useApi();
const randomKey = () => Uint8Array.from(randomBytes(32));
const newKey = randomKey();
const oldKey = () => api.platform.environment.BURSAR_ENCRYPTION_KEY;
let academy: TestTenant;
let processes: AnotherProcess[] = [];

beforeEach(async () => {
  academy = await api.createTenant();
});
afterEach(async () => {
  await Promise.all(processes.map((process) => process.stop()));
  processes = [];
});

type Key = ReturnType<typeof oldKey>;

async function processWith(key: Key, previous?: Key): Promise<AnotherProcess["app"]> {
  const keys = { BURSAR_ENCRYPTION_KEY: key, BURSAR_ENCRYPTION_KEY_PREVIOUS: previous };
  const process = await startAnotherProcess(api, keys);
  processes.push(process);
  return process.app;
}

const ask = (app: AnotherProcess["app"], method: string, path: string, body?: object) =>
  app.http.request(path, {
    method,
    headers: { authorization: `Bearer ${academy.secretKey}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });

/** Signed by one process, and shown to the others. */
async function tokenOf(app: AnotherProcess["app"]): Promise<string> {
  const answer = await ask(app, "POST", "/v1/user-tokens", { user: "amina" });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { token: string }).token;
}
const accepts = async (app: AnotherProcess["app"], token: string) =>
  (await app.http.request("/v1/me", { headers: { authorization: `Bearer ${token}` } })).status;
const reencrypt = (...keys: Key[]) => reencryptTokenSecrets(academy.context, keys);
const rotateAt = (app: AnotherProcess["app"]) => ask(app, "POST", "/v1/token-secrets", {});

describe("while the operator's key is being changed", () => {
  it("processes that know both keys read what was encrypted before, meanwhile and after", async () => {
    const both = await processWith(newKey, oldKey());
    const before = await tokenOf(both);
    expect((await rotateAt(both)).status).toBe(201);
    const meanwhile = await tokenOf(both);
    expect(await reencrypt(newKey, oldKey())).toEqual({ changed: 1, current: 1, unreadable: [] });
    const [restarted, done] = [await processWith(newKey, oldKey()), await processWith(newKey)];
    for (const app of [both, restarted, done]) {
      for (const token of [before, meanwhile, await tokenOf(app)]) expect(await accepts(app, token)).toBe(200);
    }
  });

  it("it does not matter which of the two is called the previous one: all may learn the new key before any uses it", async () => {
    const token = await tokenOf(await processWith(oldKey(), newKey));
    await reencrypt(newKey, oldKey());
    expect(await accepts(await processWith(oldKey(), newKey), token)).toBe(200);
  });

  it("a secret that none of the keys can read is the operator's fault to hear of, not a bad credential", async () => {
    const token = await tokenOf(api.app);
    const wrong = await processWith(newKey);
    expect(await accepts(wrong, token)).toBe(500);
    expect((await ask(wrong, "POST", "/v1/user-tokens", { user: "amina" })).status).toBe(500);
  });
});

describe("encrypting anew", () => {
  const ciphertexts = () =>
    api.database.superuser`select id, ciphertext from token_secrets where tenant_id = ${academy.tenant.id} order by id`;
  const records = async () => {
    const { body } = await academy.server("GET", `/v1/audit-records?object=tenant:${academy.tenant.publicId}`);
    return body.data.map(({ actor, action, after }: Record<string, unknown>) => [actor, action, after]);
  };

  it("changes nothing the second time, and is in the audit log", async () => {
    await reencrypt(newKey, oldKey());
    const once = await ciphertexts();
    expect(await reencrypt(newKey, oldKey())).toEqual({ changed: 0, current: 1, unreadable: [] });
    expect(await ciphertexts()).toEqual(once);
    expect(await records()).toEqual([["operator", "token_secrets.reencrypted", { changed: 1, unreadable: 0 }]]);
  });

  it("leaves alone what it can't read, says which, and does the rest", async () => {
    const lostKey = randomKey();
    await reencrypt(lostKey, oldKey());
    const [lost] = await ciphertexts();
    await rotateAt(api.app);
    const { unreadable, ...counts } = await reencrypt(newKey, oldKey());
    expect(counts).toEqual({ changed: 1, current: 0 });
    expect(unreadable).toEqual([expect.stringMatching(/^uts_[0-9a-z]{26}$/)]);
    expect((await ciphertexts())[0]).toEqual(lost);
  });

  it("passes over what has retired: with a lost key, new secrets are enough to be rid of it", async () => {
    const token = await tokenOf(api.app);
    const app = await processWith(newKey);
    expect((await ask(app, "POST", "/v1/token-secrets", { overlapSeconds: 0 })).status).toBe(201);
    expect(await reencrypt(newKey)).toEqual({ changed: 0, current: 1, unreadable: [] });
    expect([await accepts(app, token), await accepts(app, await tokenOf(app))]).toEqual([401, 200]);
  });

  it("is done with all that is encrypted: a table that joins needs to be added", async () => {
    const tables = await api.database.superuser`
      select table_name from information_schema.columns
      where table_schema = 'public' and column_name like '%ciphertext%'
      order by table_name`;
    const names = tables.map((table) => table["table_name"]);
    expect(names).toEqual(["livekit_settings", "token_secrets", "webhook_secrets"]);
  });
});
