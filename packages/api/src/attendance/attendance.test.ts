import { beforeEach, describe, expect, it } from "vitest";
import { minute, useAttendance } from "../../test/attendance/attendance.ts";

const test = useAttendance();
const { api } = test;

beforeEach(() => api.clock.set(minute(120)));

describe("how long somebody was in a session", () => {
  it("is from joining to leaving, whichever is heard of first", async () => {
    const session = await test.session();
    const user = await test.learner();
    const [joined, left] = [
      { user, connection: "a", type: "joined", at: minute(5) },
      { user, connection: "a", type: "left", at: minute(45) },
    ];
    await test.report(session, [left]);
    expect(await test.of(session, user)).toMatchObject({ minutes: 0, percent: 0, status: "missed" });
    await test.report(session, [joined]);
    expect(await test.of(session, user)).toMatchObject({ minutes: 40, percent: 66, status: "attended" });
  });

  it("is nothing for who never joined, and never less than nothing", async () => {
    const session = await test.session();
    const [never, backwards] = [await test.learner(), await test.learner()];
    await test.report(session, [
      { user: never, connection: "a", type: "left", at: minute(30) },
      { user: backwards, connection: "a", type: "joined", at: minute(30) },
      { user: backwards, connection: "a", type: "left", at: minute(20) },
    ]);
    for (const user of [never, backwards]) expect(await test.of(session, user)).toMatchObject({ minutes: 0 });
  });

  it("counts once what two devices or a reconnect saw twice, and nothing of the time between", async () => {
    const session = await test.session();
    const user = await test.learner();
    await test.stayed(session, user, 0, 20);
    await test.stayed(session, user, 10, 25);
    await test.stayed(session, user, 40, 50);
    expect(await test.of(session, user)).toMatchObject({ minutes: 35 });
  });

  it("is within the session's time, however early or late they were", async () => {
    const session = await test.session();
    const user = await test.learner();
    await test.stayed(session, user, -30, 10);
    await test.stayed(session, user, 50, 90);
    const outside = await test.learner();
    await test.stayed(session, outside, 60, 90);
    expect(await test.of(session, user)).toMatchObject({ minutes: 20, percent: 33 });
    expect(await test.of(session, outside)).toMatchObject({ minutes: 0, percent: 0 });
  });

  it("goes on until now, and then until the session's end, for who was never heard to leave", async () => {
    const session = await test.session();
    const user = await test.learner();
    await test.report(session, [{ user, connection: "a", type: "joined", at: minute(15) }]);
    const minutesAt = async (at: number) => {
      api.clock.set(minute(at));
      return (await test.of(session, user)).minutes;
    };
    expect([await minutesAt(20), await minutesAt(59), await minutesAt(60), await minutesAt(600)]).toEqual([
      5, 44, 45, 45,
    ]);
  });

  it("is the same however often it is reported, at once and one after the other", async () => {
    const session = await test.session();
    const user = await test.learner();
    const events = [
      { user, connection: "a", type: "joined", at: minute(0) },
      { id: "mine", user, connection: "a", type: "left", at: minute(30) },
    ];
    const answers = await Promise.all([1, 2, 3].map(() => test.report(session, events)));
    expect(answers.map(({ stored }) => stored).sort()).toEqual([0, 0, 2]);
    expect(await test.report(session, [{ ...events[1], at: minute(50) }])).toEqual({ stored: 0, unknownUsers: [] });
    expect(await test.of(session, user)).toMatchObject({ minutes: 30 });
  });

  it("lasts, in a session without an end, until the last that was heard of it, and is judged by nothing", async () => {
    const session = await test.session({ endsAt: null });
    const [user, other] = [await test.learner(), await test.learner()];
    await test.report(session, [{ user, connection: "a", type: "joined", at: minute(10) }]);
    await test.stayed(session, other, 0, 40);
    expect(await test.of(session, user)).toMatchObject({
      ...{ minutes: 30, percent: null, status: null, undecided: "no_times" },
    });
  });
});

describe("whether somebody attended", () => {
  it.each([
    [0, "missed"],
    [29.98, "missed"],
    [30, "attended"],
    [60, "attended"],
  ])("%s minutes of 60, when half is enough: %s", async (minutes, status) => {
    const session = await test.session();
    const user = await test.learner();
    await test.stayed(session, user, 0, minutes);
    expect(await test.of(session, user)).toMatchObject({ status, undecided: null });
  });

  it.each([
    [1, 1, "attended"],
    [75, 44, "missed"],
    [75, 45, "attended"],
    [100, 59, "missed"],
    [100, 60, "attended"],
  ])("is what the site says: from %s percent on, %s minutes of 60 are %s", async (attendedPercent, minutes, status) => {
    await test.academy.settings({ attendedPercent });
    const session = await test.session();
    const user = await test.learner();
    await test.stayed(session, user, 0, minutes);
    expect(await test.of(session, user)).toMatchObject({ status });
    await test.academy.settings({ attendedPercent: 50 });
  });

  it("is undecided until the session is over", async () => {
    const session = await test.session();
    const user = await test.learner();
    api.clock.set(minute(59));
    await test.stayed(session, user, 0, 58);
    expect(await test.of(session, user)).toMatchObject({ minutes: 58, status: null, undecided: "not_over" });
    api.clock.set(minute(60));
    expect(await test.of(session, user)).toMatchObject({ status: "attended" });
  });

  it("is asked of nobody when the session was cancelled, whatever an admin says", async () => {
    const session = await test.session();
    const [came, stayedAway] = [await test.enrolled(session), await test.enrolled(session)];
    await test.stayed(session, came, 0, 60);
    await test.academy.server("PUT", `/v1/offerings/${session}/attendance/${stayedAway}`, {
      status: "missed",
      reason: "r",
    });
    await api.database.superuser`update offerings set cancelled_at = ${minute(-5)} where id = ${session}`;
    const undecided = { status: null, undecided: "cancelled" };
    expect(await test.list(session)).toMatchObject([
      { user: came, ...undecided },
      { user: stayedAway, ...undecided },
    ]);
  });

  it("is not known, and nobody's miss, where nobody measured", async () => {
    const session = await test.session({ payee: await test.learner() });
    const user = await test.enrolled(session);
    expect(await test.list(session)).toMatchObject([{ user, status: null, undecided: "not_measured" }]);
  });
});

describe("a host who never came", () => {
  it("has let nobody miss anything, whether they waited or not", async () => {
    const host = await test.learner();
    const session = await test.session({ payee: host });
    const [waited, stayedAway] = [await test.enrolled(session), await test.enrolled(session)];
    await test.stayed(session, waited, 0, 60);
    const undecided = { status: null, undecided: "host_absent" };
    expect(await test.list(session)).toMatchObject([
      { user: waited, minutes: 60, ...undecided },
      { user: stayedAway, minutes: 0, ...undecided },
    ]);
    await test.stayed(session, host, 61, 70);
    expect(await test.of(session, waited)).toMatchObject(undecided);
  });

  it("is one who came, as soon as they or a co-host were there, or an admin says so", async () => {
    for (const appear of [
      async (session: string, host: string) => test.stayed(session, host, 30, 31),
      async (session: string) => test.stayed(session, await test.learner(), 30, 31, { host: true }),
      async (session: string, host: string) =>
        test.academy.server("PUT", `/v1/offerings/${session}/attendance/${host}`, { status: "attended", reason: "r" }),
    ]) {
      const host = await test.learner();
      const session = await test.session({ payee: host });
      const [came, stayedAway] = [await test.enrolled(session), await test.enrolled(session)];
      await test.stayed(session, came, 0, 60);
      await appear(session, host);
      expect(await test.of(session, came)).toMatchObject({ status: "attended", host: false });
      expect(await test.of(session, stayedAway)).toMatchObject({ status: "missed" });
    }
  });

  it("is told in seconds to who settles: none, some, or unknown", async () => {
    const seconds = async (session: string) => {
      const [row] = await api.database.superuser`
        select session_host_seconds(${test.academy.tenant.id}, ${api.clock.now()}, ${session}) as seconds`;
      return row?.["seconds"];
    };
    const [host, second, user] = [await test.learner(), await test.learner(), await test.learner()];
    const session = await test.session({ payee: host });
    expect(await seconds(session)).toBeNull();
    await test.stayed(session, user, 0, 60);
    expect(await seconds(session)).toBe(0);
    await test.stayed(session, host, -10, 10);
    await test.stayed(session, second, 5, 20, { host: true });
    expect(await seconds(session)).toBe(1200);
    const hostless = await test.session();
    await test.stayed(hostless, user, 0, 60);
    expect(await seconds(hostless)).toBeNull();
  });
});

describe("who is asked after", () => {
  it("is whoever is enrolled in the session or in a course that includes it, and whoever was seen", async () => {
    const session = await test.session();
    const course = `course-of-${session}`;
    const membership = `membership-of-${session}`;
    await test.academy.server("PUT", `/v1/offerings/${course}`, { kind: "course", includes: [session] });
    await test.academy.server("PUT", `/v1/offerings/${membership}`, {
      kind: "membership",
      includes: [course, session],
    });
    const direct = await test.enrolled(session);
    const byCourse = await test.enrolled(course);
    const member = await test.enrolled(membership);
    const guest = await test.learner();
    await test.stayed(session, guest, 0, 60);
    expect((await test.list(session)).map(({ user, status }) => [user, status])).toEqual([
      [direct, "missed"],
      [byCourse, "missed"],
      [guest, "attended"],
    ]);
    // A member who has chosen it is in it, and was as long as the membership lasted.
    await test.academy.server("POST", `/v1/users/${member}/enrollments`, { offering: course });
    expect(await test.of(session, member)).toBeUndefined();
  });

  it("is nobody whose enrollment was over before it began, or came after it", async () => {
    const session = await test.session();
    const cancelled = await test.enrolled(session);
    const { body } = await test.academy.server("GET", `/v1/enrollments?offering=${session}`);
    const { entitlements } = (await test.academy.server("GET", `/v1/enrollments/${body.data[0].id}`)).body;
    api.clock.set(minute(-60));
    await test.academy.server("POST", `/v1/entitlements/${entitlements[0].id}/revoke`, { reason: "Left" });
    api.clock.set(minute(120));
    expect(await test.list(session)).toEqual([]);
    expect(await test.of(session, cancelled)).toBeUndefined();
    await test.academy.server("POST", `/v1/users/${await test.learner()}/entitlements`, {
      offering: session,
      reason: "r",
    });
    expect(await test.list(session)).toEqual([]);
  });

  it("comes in pages, by id, none twice", async () => {
    const session = await test.session();
    const users: string[] = [];
    for (let number = 0; number < 5; number++) users.push(await test.enrolled(session));
    const found: string[][] = [];
    let cursor = "";
    do {
      const { body } = await test.academy.server(
        "GET",
        `/v1/offerings/${session}/attendance?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      found.push(body.data.map(({ user }: { user: string }) => user));
      cursor = body.page.nextCursor;
    } while (cursor);
    expect(found).toEqual([users.slice(0, 2), users.slice(2, 4), users.slice(4)]);
  });

  it("is an admin's, a server's and the session's own payee's business, and nobody else's", async () => {
    const [teacher, other] = [await test.learner(), await test.learner()];
    const session = await test.session({ payee: teacher });
    const user = await test.enrolled(session);
    const get = async (who: string, role: "learner" | "instructor" | "manager" | "admin") => {
      const answer = await (await test.academy.as(who, [role]))("GET", `/v1/offerings/${session}/attendance`);
      return answer.status;
    };
    expect(await get(teacher, "instructor")).toBe(200);
    expect(await get("boss", "admin")).toBe(200);
    expect(await get(other, "instructor")).toBe(404);
    expect(await get(teacher, "learner")).toBe(403);
    expect(await get(user, "learner")).toBe(403);
  });
});

describe("a user's own attendance", () => {
  it("is of the sessions that have begun, the latest first, page by page", async () => {
    const user = await test.learner();
    const sessions: string[] = [];
    for (const hours of [0, 1, 2, 3]) {
      const session = await test.session({ startsAt: minute(-60 * hours), endsAt: minute(60 - 60 * hours) });
      await test.stayed(session, user, -60 * hours, 30 - 60 * hours);
      sessions.push(session);
    }
    const future = await test.session({ startsAt: minute(1000), endsAt: minute(1060) });
    await test.stayed(future, user, 0, 1);
    const timeless = await test.session({ startsAt: null, endsAt: null });
    await test.stayed(timeless, user, 0, 1);
    const learner = await test.academy.as(user);
    const found: string[] = [];
    let cursor = "";
    do {
      const { body } = await learner("GET", `/v1/me/attendance?limit=2${cursor && `&cursor=${cursor}`}`);
      found.push(...body.data.map(({ offering }: { offering: string }) => offering));
      cursor = body.page.nextCursor;
    } while (cursor);
    expect(found).toEqual([...sessions, timeless]);
  });

  it("is of that user only, and of others through an admin", async () => {
    const session = await test.session();
    const [user, other] = [await test.enrolled(session), await test.enrolled(session)];
    await test.stayed(session, user, 0, 60);
    await test.stayed(session, other, 0, 10);
    const learner = await test.academy.as(user);
    const { body } = await learner("GET", "/v1/me/attendance");
    expect(body.data).toMatchObject([{ user, offering: session, minutes: 60, status: "attended" }]);
    expect((await learner("GET", `/v1/users/${other}/attendance`)).status).toBe(403);
    const admin = await test.academy.as("boss", ["admin"]);
    expect((await admin("GET", `/v1/users/${other}/attendance`)).body.data).toMatchObject([
      { user: other, minutes: 10 },
    ]);
  });
});

describe("attendance set by hand", () => {
  const set = (session: string, user: string, body: object, as = test.academy.server) =>
    as("PUT", `/v1/offerings/${session}/attendance/${user}`, body);

  it("counts whatever was measured, as minutes or as a status, until it is taken back", async () => {
    const session = await test.session();
    const user = await test.learner();
    await test.stayed(session, user, 0, 10);
    const admin = await test.academy.as("boss", ["admin"]);
    const reason = "Joined by telephone";
    const manual = { reason, actor: "user:boss", createdAt: api.clock.now().toISOString() };
    expect((await set(session, user, { minutes: 45, reason }, admin)).body).toEqual({
      ...{
        offering: session,
        user,
        host: false,
        minutes: 45,
        percent: 75,
        status: "attended",
        undecided: null,
        manual,
      },
    });
    expect((await set(session, user, { status: "attended", reason })).body).toMatchObject({
      minutes: 10,
      status: "attended",
    });
    const taken = await test.academy.server("DELETE", `/v1/offerings/${session}/attendance/${user}`);
    expect(taken.body).toMatchObject({ minutes: 10, status: "missed", manual: null });
    const { body } = await test.academy.server("GET", `/v1/audit-records?object=attendance:${session}/${user}`);
    expect(body.data.map(({ action, before, after }: Record<string, object>) => [action, before, after])).toEqual([
      ["attendance.reset", { seconds: null, status: "attended", reason }, null],
      ["attendance.set", { seconds: 2700, status: null, reason }, { seconds: null, status: "attended", reason }],
      ["attendance.set", null, { seconds: 2700, status: null, reason }],
    ]);
  });

  it("says either how long or whether, with a reason", async () => {
    const session = await test.session();
    const user = await test.learner();
    for (const body of [
      { minutes: 5 },
      { reason: "r" },
      { minutes: 5, status: "attended", reason: "r" },
      { minutes: -1, reason: "r" },
      { minutes: 5, reason: "" },
    ]) {
      expect((await set(session, user, body)).body.code).toBe("request.invalid");
    }
  });

  it("is no business of the session's own payee", async () => {
    const teacher = await test.learner();
    const session = await test.session({ payee: teacher });
    const instructor = await test.academy.as(teacher, ["instructor"]);
    expect((await set(session, teacher, { status: "attended", reason: "r" }, instructor)).status).toBe(403);
  });
});

describe("a report", () => {
  it("keeps nothing of users whom nobody knows, and names them", async () => {
    const session = await test.session();
    const user = await test.learner();
    const answer = await test.report(session, [
      { user: "stranger", connection: "a", type: "joined", at: minute(0) },
      { user: "stranger", connection: "a", type: "left", at: minute(9) },
      { user, connection: "a", type: "joined", at: minute(0) },
    ]);
    expect(answer).toEqual({ stored: 1, unknownUsers: ["stranger"] });
  });

  it("takes a thousand facts, and not one more", async () => {
    const session = await test.session();
    const user = await test.learner();
    const events = Array.from({ length: 1001 }, (_, n) => ({
      ...{ user, connection: `${n} ${"c".repeat(190)}`, type: "joined", at: minute(0) },
    }));
    expect(await test.report(session, events.slice(1))).toMatchObject({ stored: 1000 });
    expect(await test.report(session, events)).toMatchObject({ code: "request.invalid" });
  });

  it("is about a session, and about nothing else", async () => {
    await test.academy.server("PUT", "/v1/offerings/a-course", { kind: "course" });
    const user = await test.learner();
    const events = [{ user, connection: "a", type: "joined", at: minute(0) }];
    expect(await test.report("a-course", events)).toMatchObject({ code: "offering.not_a_session" });
    expect(await test.report("nothing", events)).toMatchObject({ code: "offering.not_found" });
  });
});
