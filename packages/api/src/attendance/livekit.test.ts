import { randomBytes } from "node:crypto";
import type { attendance } from "@bursar/sdk/contract";
import { AccessToken } from "livekit-server-sdk";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { playSession, type Step, sendWebhook, webhookEvent } from "../../sandbox/livekit.ts";
import { startAnotherProcess } from "../../test/another-process.ts";
import { minute, useAttendance } from "../../test/attendance/attendance.ts";
import { reencryptLivekitSecret } from "./reencrypt-livekit-secret.ts";

const test = useAttendance();
const { api } = test;
const apiKey = "APIwLeah7g4f";
const secret = "a-secret-that-only-livekit-knows";
let url: string;
// As a server would get it.
const fetch = (to: string, init: RequestInit) => api.app.http.request(to, init);

beforeAll(async () => {
  const { body } = await test.academy.server<attendance.Livekit>("PUT", "/v1/tenant/livekit", { apiKey, secret });
  url = body.webhookPath;
});
beforeEach(() => api.clock.set(minute(120)));

const play = (room: string, script: Step[], keys = { apiKey, secret }) =>
  playSession({ url, ...keys, room, script, fetch });
const stored = async () => {
  const [row] = await api.database.superuser`select count(*)::int as events from attendance_events`;
  return row?.["events"] as number;
};
const eventOf = (room: string, identity: string, fields: object = {}, name = "participant_joined") =>
  webhookEvent(name, {
    id: "EV_1",
    createdAt: BigInt(Date.parse(minute(0)) / 1000),
    room: { name: room, sid: "RM_1" },
    participant: { identity, sid: "PA_1" },
    ...fields,
  });

describe("a session in LiveKit", () => {
  it("is attended as its webhooks tell it, though they come twice, late, in disorder, or not at all", async () => {
    const host = await test.learner();
    const session = await test.session({ payee: host });
    const names = [
      "steady",
      "twoDevices",
      "reconnects",
      "lateLeave",
      "lostLeave",
      "lostJoin",
      "flickers",
      "early",
    ] as const;
    const users = {} as Record<(typeof names)[number], string>;
    for (const name of names) users[name] = await test.enrolled(session);
    const absent = await test.enrolled(session);
    const played = await play(session, [
      { at: minute(-5), does: "open" },
      { at: minute(-5), does: "join", user: users.early },
      { at: minute(-2), does: "join", user: host },
      { at: minute(-1), does: "leave", user: users.early },
      { at: minute(0), does: "join", user: users.steady, times: 3 },
      { at: minute(0), does: "join", user: users.twoDevices, device: "laptop" },
      { at: minute(0), does: "join", user: users.reconnects },
      { at: minute(0), does: "join", user: users.lateLeave, late: true },
      { at: minute(10), does: "join", user: users.twoDevices, device: "phone" },
      { at: minute(10), does: "join", user: users.lostJoin, lost: true },
      { at: minute(15), does: "flicker", user: users.flickers },
      { at: minute(15), does: "flicker", user: users.flickers, lost: true },
      { at: minute(20), does: "leave", user: users.twoDevices, device: "laptop" },
      { at: minute(20), does: "reconnect", user: users.reconnects },
      { at: minute(25), does: "leave", user: users.reconnects },
      { at: minute(30), does: "join", user: users.lostLeave },
      { at: minute(30), does: "leave", user: users.lateLeave },
      { at: minute(35), does: "leave", user: users.twoDevices, device: "phone", times: 2 },
      { at: minute(40), does: "leave", user: users.lostLeave, lost: true },
      { at: minute(45), does: "leave", user: users.lostJoin },
      { at: minute(50), does: "leave", user: users.steady },
      { at: minute(55), does: "close" },
    ]);
    expect(new Set(played.map(({ status }) => status))).toEqual(new Set([200]));
    const found = Object.fromEntries(
      (await test.list(session)).map(({ user, minutes, status }) => [user, { minutes, status }]),
    );
    expect(found).toEqual({
      [host]: { minutes: 55, status: "attended" },
      [users.steady]: { minutes: 50, status: "attended" },
      [users.twoDevices]: { minutes: 35, status: "attended" },
      [users.reconnects]: { minutes: 25, status: "missed" },
      [users.lateLeave]: { minutes: 30, status: "attended" },
      // Until the room was closed.
      [users.lostLeave]: { minutes: 25, status: "missed" },
      [users.lostJoin]: { minutes: 0, status: "missed" },
      [users.flickers]: { minutes: 0, status: "missed" },
      [users.early]: { minutes: 0, status: "missed" },
      [absent]: { minutes: 0, status: "missed" },
    });
  });

  it("takes place in the room that its metadata name, of several sessions there in that whose time is nearest", async () => {
    const room = "standing-room";
    const hours = [0, 2, 4];
    const sessions = [];
    for (const hour of hours)
      sessions.push(
        await test.session({ startsAt: minute(60 * hour), endsAt: minute(60 * hour + 60), metadata: { room } }),
      );
    const user = await test.learner();
    const script = hours.flatMap((hour): Step[] => [
      { at: minute(60 * hour - 5), does: "join", user },
      { at: minute(60 * hour + 10 * (hour + 1)), does: "leave", user },
    ]);
    await play(room, script);
    api.clock.set(minute(600));
    const minutes = await Promise.all(sessions.map(async (session) => (await test.of(session, user)).minutes));
    expect(minutes).toEqual([10, 30, 50]);
    // The room is no more called as the session itself.
    await play(sessions[0] as string, [{ at: minute(0), does: "join", user }]);
    expect(await test.of(sessions[0] as string, user)).toMatchObject({ minutes: 10 });
  });

  it("is counted once, when a webhook is delivered three times at once, through two processes", async () => {
    const session = await test.session();
    const user = await test.learner();
    const before = await stored();
    const body = eventOf(session, user).toJsonString();
    const second = await startAnotherProcess(api);
    try {
      const through = [api.app, second.app, api.app];
      const answers = await Promise.all(
        through.map((app) =>
          sendWebhook({ url, apiKey, secret, fetch: (to, init) => app.http.request(to, init) }, body),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    } finally {
      await second.stop();
    }
    expect((await stored()) - before).toBe(1);
  });

  it("has nothing to say of rooms and users whom nobody knows, and LiveKit need not repeat it", async () => {
    const session = await test.session();
    const [user, before] = [await test.learner(), await stored()];
    await test.academy.server("PUT", "/v1/offerings/a-mere-course", { kind: "course" });
    const all = [
      eventOf("nowhere", user),
      eventOf("a-mere-course", user),
      eventOf(session, "stranger"),
      eventOf(session, "nul\0"),
      eventOf("nul\0", user),
      eventOf("", user),
      eventOf(session, ""),
      eventOf(session, user, { id: "" }),
      eventOf(session, user, { id: "x".repeat(300) }),
      eventOf(session, user, { createdAt: 0n }),
      eventOf(session, user, { createdAt: 2n ** 62n }),
      eventOf(session, user, {}, "track_published"),
      eventOf(session, user, {}, "__proto__"),
      eventOf(session, user, { room: undefined }),
      eventOf(session, user, { participant: undefined }),
    ];
    for (const event of all) {
      const answer = await sendWebhook({ url, apiKey, secret, fetch }, event.toJsonString());
      expect(answer.status, event.toJsonString()).toBe(200);
    }
    expect(await stored()).toBe(before);
  });
});

describe("a webhook that isn't LiveKit's", () => {
  const signed = async (body: string, keys: { apiKey: string; secret: string }, ttl?: string) =>
    (await sendWebhook({ url, ...keys, fetch }, body, ttl)).status;

  it("is refused, and nothing of it is kept, whatever is wrong with its signature", async () => {
    const session = await test.session();
    const user = await test.learner();
    const before = await stored();
    const body = eventOf(session, user).toJsonString();
    expect(await signed(body, { apiKey, secret: "another-secret" })).toBe(401);
    expect(await signed(body, { apiKey: "APIother", secret })).toBe(401);
    expect(await signed(body, { apiKey, secret }, "-1m")).toBe(401);

    const token = new AccessToken(apiKey, secret);
    const without = await token.toJwt();
    token.sha256 = "another body's";
    for (const authorization of [
      "",
      without,
      await token.toJwt(),
      `Bearer ${without}`,
      "x",
      "a.b.c",
      "Bearer",
      secret,
    ]) {
      const answer = await fetch(url, { method: "POST", headers: { authorization }, body });
      expect(answer.status, authorization).toBe(401);
    }
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    const unsigned = `${none}.${Buffer.from(JSON.stringify({ iss: apiKey, exp: 9e9 })).toString("base64url")}.x`;
    expect((await fetch(url, { method: "POST", headers: { authorization: unsigned }, body })).status).toBe(401);
    // A body that was changed on its way.
    const changed = (to: string, init: RequestInit) => fetch(to, { ...init, body: body.replace(user, "omar") });
    expect((await sendWebhook({ url, apiKey, secret, fetch: changed }, body)).status).toBe(401);
    expect(await signed("{", { apiKey, secret })).toBe(401);
    expect(await stored()).toBe(before);
    expect(await signed(body, { apiKey, secret })).toBe(200);
  });

  it("is refused for a tenant that there isn't, that has no LiveKit, or that is another", async () => {
    const other = await api.createTenant();
    const session = await test.session();
    const body = eventOf(session, await test.learner()).toJsonString();
    const otherKeys = { apiKey: "APIother", secret: "another-secret-of-livekit" };
    const to = async (tenant: string, keys = { apiKey, secret }) =>
      (await sendWebhook({ url: `/v1/livekit/${tenant}`, ...keys, fetch }, body)).status;
    for (const tenant of ["ten_01jd3f6q8reg5tm2y0v9k4wxab", other.tenant.publicId, "1", "%00", "..%2F"])
      expect(await to(tenant)).toBe(401);
    await other.server("PUT", "/v1/tenant/livekit", otherKeys);
    expect(await to(other.tenant.publicId)).toBe(401);
    // Signed by the other's own LiveKit, it finds no room of ours.
    const before = await stored();
    expect(await to(other.tenant.publicId, otherKeys)).toBe(200);
    expect(await stored()).toBe(before);
  });

  it("is refused for its size before anything is read of it", async () => {
    const answer = await sendWebhook({ url, apiKey, secret, fetch }, JSON.stringify({ event: "x".repeat(70_000) }));
    expect(answer.status).toBe(413);
  });

  it("comes only so often from one address, and never holds up the real one", async () => {
    const strict = await startAnotherProcess(api, { RATE_LIMIT_FACTOR: 0.01 });
    try {
      const through = (to: string, init: RequestInit) => strict.app.http.request(to, init);
      const body = eventOf("nowhere", "amina").toJsonString();
      const send = async (with_: string) =>
        (await sendWebhook({ url, apiKey, secret: with_, fetch: through }, body)).status;
      for (let times = 0; times < 10; times++) expect(await send(secret)).toBe(200);
      const wrong = [];
      for (let times = 0; times < 5; times++) wrong.push(await send("a-guess-of-a-secret"));
      expect(wrong).toEqual([401, 401, 401, 429, 429]);
    } finally {
      await strict.stop();
    }
  });
});

describe("LiveKit's key", () => {
  it("is stored encrypted, and told to nobody: not in answers, nor in the audit log, nor in events", async () => {
    const tenant = await api.createTenant();
    const told = "the-secret-that-is-told-once";
    const set = await tenant.server("PUT", "/v1/tenant/livekit", { apiKey, secret: told });
    expect(set.body).toEqual({
      apiKey,
      webhookPath: `/v1/livekit/${tenant.tenant.publicId}`,
      updatedAt: api.clock.now().toISOString(),
    });
    const answers = [
      set,
      await tenant.server("GET", "/v1/tenant/livekit"),
      await tenant.server("GET", "/v1/audit-records"),
    ];
    const rows = await api.database.superuser`select to_jsonb(l)::text as row from livekit_settings l`;
    for (const text of [...answers, rows]) expect(JSON.stringify(text)).not.toContain(told);
    expect(JSON.stringify(answers[2])).toContain("livekit.set");
  });

  it("counts from the next webhook on when it is changed, and no more once it is removed", async () => {
    const tenant = await api.createTenant();
    const path = `/v1/livekit/${tenant.tenant.publicId}`;
    const status = async (with_: string) =>
      (await sendWebhook({ url: path, apiKey, secret: with_, fetch }, eventOf("r", "u").toJsonString())).status;
    await tenant.server("PUT", "/v1/tenant/livekit", { apiKey, secret: "the-first-of-the-secrets" });
    expect(await status("the-first-of-the-secrets")).toBe(200);
    await tenant.server("PUT", "/v1/tenant/livekit", { apiKey, secret: "the-second-of-the-secrets" });
    expect([await status("the-first-of-the-secrets"), await status("the-second-of-the-secrets")]).toEqual([401, 200]);
    expect((await tenant.server("DELETE", "/v1/tenant/livekit")).status).toBe(200);
    expect(await status("the-second-of-the-secrets")).toBe(401);
    expect((await tenant.server("DELETE", "/v1/tenant/livekit")).body.code).toBe("livekit.not_set");
  });

  it("is read with the operator's previous key, and encrypted anew with the next one", async () => {
    const tenant = await api.createTenant();
    const path = `/v1/livekit/${tenant.tenant.publicId}`;
    await tenant.server("PUT", "/v1/tenant/livekit", { apiKey, secret });
    const [old, next, lost] = [api.platform.environment.BURSAR_ENCRYPTION_KEY, randomBytes(32), randomBytes(32)];
    const counts = (...keys: Uint8Array[]) => reencryptLivekitSecret(tenant.context, keys);
    expect(await counts(next, lost)).toEqual({ changed: 0, current: 0, unreadable: ["livekit"] });
    expect(await counts(next, old)).toEqual({ changed: 1, current: 0, unreadable: [] });
    expect(await counts(next, old)).toEqual({ changed: 0, current: 1, unreadable: [] });
    const renewed = await startAnotherProcess(api, { BURSAR_ENCRYPTION_KEY: new Uint8Array(next) });
    try {
      const through = (to: string, init: RequestInit) => renewed.app.http.request(to, init);
      const body = eventOf("r", "u").toJsonString();
      expect((await sendWebhook({ url: path, apiKey, secret, fetch: through }, body)).status).toBe(200);
    } finally {
      await renewed.stop();
    }
  });

  it("is set by a server, and by no page", async () => {
    const admin = await test.academy.as("boss", ["admin"]);
    expect((await admin("PUT", "/v1/tenant/livekit", { apiKey, secret })).status).toBe(403);
    expect((await admin("GET", "/v1/tenant/livekit")).status).toBe(200);
  });
});
