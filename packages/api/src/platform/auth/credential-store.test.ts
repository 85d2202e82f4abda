import { beforeAll, describe, expect, it } from "vitest";
import { type TestTenant, useApi } from "../../../test/api.ts";
import { uuidOf } from "../ids.ts";

const api = useApi();
let academy: TestTenant;

beforeAll(async () => {
  academy = await api.createTenant();
});

describe("a credential that is looked up while it is revoked", () => {
  it("is not remembered as it was before", async () => {
    const { superuser } = api.database;
    const { body: key } = await academy.server("POST", "/v1/keys", { kind: "secret", name: "k", scopes: [] });
    const status = async () => (await api.call(key.key)("GET", "/v1/offerings")).status;
    const barrier = await superuser.reserve();
    await barrier`begin`;
    // The look-up reads the key first, and its tenant then.
    await barrier`lock table tenants in access exclusive mode`;
    const underWay = status();
    await expect
      .poll(async () => (await superuser`select from pg_locks where not granted`).length, { interval: 5 })
      .toBe(1);
    await superuser`update keys set revoked_at = ${api.clock.now()} where id = ${uuidOf(key.id)}`;
    api.platform.credentials.forget();
    await barrier`commit`;
    barrier.release();
    expect(await underWay).toBe(200);
    expect(await status()).toBe(401);
  });
});
