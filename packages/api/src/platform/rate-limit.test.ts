import { createUserToken } from "@bursar/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AnotherProcess, startAnotherProcess } from "../../test/another-process.ts";
import { type TestTenant, useApi } from "../../test/api.ts";

// Of 600 reads and 120 writes a minute: 6 and 1.
const factor = 0.01;
const api = useApi({ RATE_LIMIT_FACTOR: String(factor) });
let academy: TestTenant;
let other: AnotherProcess;
let users = 0;

beforeAll(async () => {
  other = await startAnotherProcess(api);
});
afterAll(() => other.stop());
beforeEach(async () => {
  academy = await api.createTenant();
  // At the beginning of a window, whatever the tests before have taken.
  api.clock.set(new Date(Math.ceil(api.clock.now().getTime() / 60_000 + 1) * 60_000).toISOString());
});

async function newUser(): Promise<string> {
  return createUserToken({ secret: academy.tokenSecret, user: `user-${++users}`, now: api.clock.now });
}

const ask = (token: string, { app } = api as Pick<AnotherProcess, "app">) =>
  app.http.request("/v1/offerings", { headers: { authorization: `Bearer ${token}` } });

describe("the limit", () => {
  it("counts down in every answer, and refuses what goes beyond it, saying when to come again", async () => {
    const token = await newUser();
    api.clock.advance({ seconds: 20 });
    for (let left = 5; left >= 0; left--) {
      const { status, headers } = await ask(token);
      const told = ["limit", "remaining", "reset"].map((name) => headers.get(`ratelimit-${name}`));
      expect([status, ...told]).toEqual([200, "6", String(left), "40"]);
    }
    const refused = await ask(token);
    expect([refused.status, refused.headers.get("retry-after"), refused.headers.get("ratelimit-remaining")]).toEqual([
      429,
      "40",
      "0",
    ]);
    expect(await refused.json()).toMatchObject({ code: "request.rate_limited", retryAfterSeconds: 40 });
  });

  it("lets in again when the window has passed, and not before", async () => {
    const token = await newUser();
    for (let times = 0; times < 6; times++) await ask(token);
    api.clock.advance({ seconds: 59 });
    expect((await ask(token)).status).toBe(429);
    api.clock.advance({ seconds: 1 });
    expect((await ask(token)).status).toBe(200);
  });

  it("of one user leaves others alone, whoever is called the same elsewhere", async () => {
    const token = await newUser();
    const namesake = await api.createTenant();
    const theirs = await createUserToken({ secret: namesake.tokenSecret, user: `user-${users}`, now: api.clock.now });
    for (let times = 0; times < 7; times++) await ask(token);
    expect((await ask(token)).status).toBe(429);
    expect((await ask(await newUser())).status).toBe(200);
    expect((await ask(theirs)).status).toBe(200);
    expect((await academy.server("GET", "/v1/offerings")).status).toBe(200);
  });

  it("for writing is apart from that for reading", async () => {
    const token = await newUser();
    const write = () => {
      const headers = { authorization: `Bearer ${token}`, "idempotency-key": "k", "content-type": "application/json" };
      return api.app.http.request("/v1/me/enrollments", { method: "POST", headers, body: `{"offering":"none"}` });
    };
    expect([(await write()).status, (await write()).status]).toEqual([404, 429]);
    expect((await ask(token)).status).toBe(200);
  });

  it("is not used up by what was refused for its credentials", async () => {
    const token = await newUser();
    for (let times = 0; times < 10; times++) await ask(`${token}x`);
    expect((await ask(token)).headers.get("ratelimit-remaining")).toBe("5");
  });

  it("is shared by all processes", async () => {
    const token = await newUser();
    for (let times = 0; times < 4; times++) await ask(token);
    await counted(4);
    // The other process has not heard of them yet; with its first it does.
    expect((await ask(token, other)).status).toBe(200);
    await counted(5);
    await expect
      .poll(async () => (await ask(token, other)).headers.get("ratelimit-remaining"), { interval: 5 })
      .toBe("0");
    expect((await ask(token, other)).status).toBe(429);
  });

  const counted = (used: number) =>
    expect
      .poll(
        async () => {
          const [row] = await api.database.superuser`
            select used from rate_limits where tenant_id = ${academy.tenant.id} and bucket = ${`user:user-${users}:read`}`;
          return row?.["used"];
        },
        { interval: 5 },
      )
      .toBe(used);
});
