import { createUserToken } from "@bursar/sdk";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type AnotherProcess, startAnotherProcess } from "../../test/another-process.ts";
import { type TestTenant, useApi } from "../../test/api.ts";
import { listen } from "../../test/http.ts";
import { type LiveStream, openStream } from "../../test/live-stream.ts";

const api = useApi();
let other: AnotherProcess;
let servers: { url: string; close(): Promise<void> }[];
let academy: TestTenant;
let users = 0;
let user: string;
let open: LiveStream[] = [];

beforeAll(async () => {
  await api.app.hub.start();
  other = await startAnotherProcess(api);
  servers = [await listen(api.app), await listen(other.app)];
  academy = await api.createTenant();
  await academy.server("PUT", "/v1/currencies/UNIT", {});
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await other.stop();
});
beforeEach(async () => {
  user = `user-${++users}`;
  await academy.server("PUT", `/v1/users/${user}`, {});
});
afterEach(async () => {
  await Promise.all(open.map((stream) => stream.close()));
  open = [];
});

/** The user's stream, served by the second process. */
async function stream({
  of = user,
  lastEventId,
  secret = academy.tokenSecret,
}: {
  of?: string;
  lastEventId?: string | undefined;
  secret?: string;
} = {}) {
  const token = await createUserToken({ secret, user: of, now: api.clock.now });
  const headers: Record<string, string> = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
  const opened = await openStream(`${servers[1]?.url}/v1/me/events`, token, headers);
  open.push(opened);
  return opened;
}

/** Money for a user, by way of the first process. */
const grant = (amount: number, to = user, { server } = academy) =>
  server("POST", "/v1/transactions", { type: "grant", user: to, currency: "UNIT", amount });

const amountOf = ({ data }: { data: Record<string, unknown> }) => (data["data"] as { amount: number }).amount;
const amounts = async (from: LiveStream, count: number) => {
  const events = [];
  while (events.length < count) events.push(await from.next());
  return events.map(amountOf);
};

describe("a live stream", () => {
  it("tells on one process what was done on another, as the event that it is", async () => {
    const live = await stream();
    expect(live.response.headers.get("content-type")).toContain("text/event-stream");
    expect(live.response.headers.get("cache-control")).toBe("no-store");
    expect(live.response.headers.get("x-accel-buffering")).toBe("no");
    await grant(5);
    const { event, data, id } = await live.next();
    expect(event).toBe("transaction.posted");
    expect(data).toMatchObject({ type: "transaction.posted", user, data: { amount: 5, balance: 5, currency: "UNIT" } });
    expect(id).toMatch(/^[\w-]+$/);
  });

  it("tells a user's own events only, whoever else is called the same elsewhere", async () => {
    const namesake = await api.createTenant();
    await namesake.server("PUT", "/v1/currencies/UNIT", {});
    await namesake.server("PUT", `/v1/users/${user}`, {});
    await academy.server("PUT", "/v1/users/someone-else", {});
    const live = await stream();
    await grant(1, user, namesake);
    await grant(2, "someone-else");
    await academy.server("PUT", "/v1/offerings/course", {});
    await grant(3);
    expect(await amounts(live, 1)).toEqual([3]);
  });

  it("tells each of a user's streams", async () => {
    const streams = await Promise.all([stream(), stream(), stream()]);
    await grant(7);
    expect(await Promise.all(streams.map((live) => amounts(live, 1)))).toEqual([[7], [7], [7]]);
    await streams[0]?.close();
    await grant(8);
    expect(await amounts(streams[1] as LiveStream, 1)).toEqual([8]);
  });

  it("tells in order what many did at once, each once", async () => {
    const live = await stream();
    await Promise.all(Array.from({ length: 50 }, (_, number) => grant(number + 1)));
    const told = await amounts(live, 50);
    expect(told.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, number) => number + 1));
    await grant(99);
    expect(await amounts(live, 1)).toEqual([99]);
  });

  it("waits for what was begun earlier and commits late", async () => {
    const live = await stream();
    const connection = await api.database.superuser.reserve();
    await connection`begin`;
    await connection`
      insert into events (tenant_id, id, type, user_id, data, created_at)
      values (${academy.tenant.id}, gen_random_uuid(), 'wallet.unfrozen', ${user}, '{"currency": "UNIT"}', now())`;
    await grant(1);
    await connection`commit`;
    connection.release();
    expect([(await live.next()).event, (await live.next()).event]).toEqual(["wallet.unfrozen", "transaction.posted"]);
  });

  it("has nothing in its events that the contract doesn't know", async () => {
    const live = await stream();
    await api.database.superuser`
      insert into events (tenant_id, id, type, user_id, data, created_at)
      values (${academy.tenant.id}, gen_random_uuid(), 'wallet.unfrozen', ${user}, '{"currency": "UNIT", "inside": "secret"}', now())`;
    await grant(1);
    expect((await live.next()).data["data"]).toEqual({ currency: "UNIT" });
  });
});

describe("a stream that broke", () => {
  it("goes on after the last event received, without loss or repetition, while more happens", async () => {
    const first = await stream();
    await grant(1);
    await grant(2);
    const { id } = await first.next();
    await first.close();
    await grant(3);
    const meanwhile = Promise.all([4, 5, 6].map((amount) => grant(amount)));
    const second = await stream({ lastEventId: id });
    await meanwhile;
    const told = await amounts(second, 5);
    expect(told.slice(0, 2)).toEqual([2, 3]);
    expect(told.slice(2).toSorted()).toEqual([4, 5, 6]);
    await grant(7);
    expect(await amounts(second, 1)).toEqual([7]);
  });

  it("is told to load afresh when it missed too much, and goes on from there", async () => {
    const first = await stream();
    await grant(1);
    const { id } = await first.next();
    await first.close();
    await api.database.superuser`
      insert into events (tenant_id, id, type, user_id, data, created_at)
      select ${academy.tenant.id}, gen_random_uuid(), 'wallet.unfrozen', ${user}, '{"currency": "UNIT"}', now()
      from generate_series(1, 2001)`;
    const second = await stream({ lastEventId: id });
    const reset = await second.next();
    expect([reset.event, reset.data]).toEqual(["reset", {}]);
    await grant(2);
    const next = await second.next();
    expect(amountOf(next)).toBe(2);
    const third = await stream({ lastEventId: reset.id });
    expect((await third.next()).id).toBe(next.id);
  });

  it("is told to load afresh when what it missed was cleared away", async () => {
    const tenant = await api.createTenant();
    await tenant.server("PUT", "/v1/currencies/UNIT", {});
    await tenant.server("PUT", `/v1/users/${user}`, {});
    const first = await stream({ secret: tenant.tokenSecret });
    await grant(1, user, tenant);
    const { id } = await first.next();
    await grant(2, user, tenant);
    await grant(3, user, tenant);
    const events = await tenant.server("GET", "/v1/events");
    const [, , cleared] = events.body.data;
    await api.database
      .superuser`delete from events where tenant_id = ${tenant.tenant.id} and data ->> 'amount' in ('1', '2')`;
    await api.database.superuser`delete from events where tenant_id = ${tenant.tenant.id} and type = 'user.created'`;
    expect(cleared.data.amount).toBe(2);
    const second = await stream({ lastEventId: id, secret: tenant.tokenSecret });
    expect((await second.next()).event).toBe("reset");
  });

  it.each([
    "",
    "nonsense",
    Buffer.from('["users","1","2"]').toString("base64url"),
    Buffer.from('["events","x","y"]').toString("base64url"),
  ])("is refused when it names %j as its last event", async (lastEventId) => {
    const refused = await stream({ lastEventId });
    expect(refused.response.status).toBe(400);
  });
});

// What never comes fails; a busy machine does not.
const patienceMs = 10_000;

describe("an idle stream", () => {
  it("says now and then that it is still there, so that nothing between takes it for dead", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const live = await stream();
      const next = live.next();
      await vi.waitFor(() => expect(live.comments).toEqual(["ready"]), patienceMs);
      await vi.advanceTimersByTimeAsync(15_000);
      await vi.waitFor(() => expect(live.comments).toEqual(["ready", "still here"]), patienceMs);
      await vi.advanceTimersByTimeAsync(15_000);
      vi.useRealTimers();
      await vi.waitFor(() => expect(live.comments).toEqual(["ready", "still here", "still here"]), patienceMs);
      await grant(1);
      expect(amountOf(await next)).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a stream's end", () => {
  const streamsOpen = async () =>
    Number((await other.platform.metrics.registry.metrics()).match(/^bursar_streams (\d+)$/m)?.[1]);

  it("comes with that of the token it was opened with: nothing is told after it", async () => {
    const live = await stream();
    api.clock.advance({ hours: 1 });
    await grant(1);
    expect(await live.rest()).toEqual([]);
  });

  it("comes when the tokens of the site are ended, or its page may no longer use its key", async () => {
    const { server, tokenSecret, publishableKey, origin } = await api.createTenant();
    const token = await createUserToken({ secret: tokenSecret, user, now: api.clock.now });
    const url = `${servers[1]?.url}/v1/me/events?key=${publishableKey}`;
    const open = () => openStream(url, token, { origin });
    await server("PUT", "/v1/currencies/UNIT", {});
    await server("PUT", `/v1/users/${user}`, {});
    const tell = () => server("POST", "/v1/transactions", { type: "grant", user, currency: "UNIT", amount: 1 });

    const { body } = await server("GET", "/v1/keys");
    const page = body.data.find(({ kind }: { kind: string }) => kind === "publishable").id;
    const first = await open();
    await server("PATCH", `/v1/keys/${page}`, { origins: ["https://moved.example"] });
    other.platform.credentials.forget();
    await tell();
    expect(await first.rest()).toEqual([]);

    await server("PATCH", `/v1/keys/${page}`, { origins: [origin] });
    other.platform.credentials.forget();
    const second = await open();
    expect(second.response.status).toBe(200);
    await server("POST", "/v1/token-secrets", { overlapSeconds: 0 });
    other.platform.credentials.forget();
    await tell();
    expect(await second.rest()).toEqual([]);
  });

  it("comes for who does not read what is told, instead of keeping it for them without end", async () => {
    const before = await streamsOpen();
    const token = await createUserToken({ secret: academy.tokenSecret, user, now: api.clock.now });
    await other.app.http.request("/v1/me/events", { headers: { authorization: `Bearer ${token}` } });
    expect(await streamsOpen()).toBe(before + 1);
    await api.database.superuser`
      insert into events (tenant_id, id, type, user_id, data, created_at)
      select ${academy.tenant.id}, gen_random_uuid(), 'wallet.unfrozen', ${user}, '{"currency": "UNIT"}', now()
      from generate_series(1, 3000)`;
    await grant(1);
    await expect.poll(streamsOpen, { interval: 5, timeout: 10_000 }).toBe(before);
  });

  it("makes room for another, where a user has as many as anyone may", async () => {
    const token = await createUserToken({ secret: academy.tokenSecret, user, now: api.clock.now });
    const ask = () => other.app.http.request("/v1/me/events", { headers: { authorization: `Bearer ${token}` } });
    const streams = await Promise.all(Array.from({ length: 100 }, ask));
    const refused = await ask();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    await streams[0]?.body?.cancel();
    await expect.poll(async () => (await ask()).status, { interval: 5 }).toBe(200);
    await Promise.all(streams.slice(1).map(({ body }) => body?.cancel()));
  });

  it("is there at once for who asks for the head alone", async () => {
    const before = await streamsOpen();
    const token = await createUserToken({ secret: academy.tokenSecret, user, now: api.clock.now });
    const head = await fetch(`${servers[1]?.url}/v1/me/events`, {
      method: "HEAD",
      headers: { authorization: `Bearer ${token}` },
    });
    expect([head.status, head.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    expect(await streamsOpen()).toBe(before);
  });

  it("is noticed when the page goes away", async () => {
    const before = await streamsOpen();
    const live = await stream();
    expect(await streamsOpen()).toBe(before + 1);
    await live.close();
    await expect.poll(streamsOpen, { interval: 5 }).toBe(before);
  });

  it("comes when the process is to stop", async () => {
    const live = await stream();
    other.app.drain();
    expect(await live.rest()).toEqual([]);
    await expect.poll(streamsOpen, { interval: 5 }).toBe(0);
  });
});
