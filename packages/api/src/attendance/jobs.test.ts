import type { Event } from "@bursar/sdk";
import { beforeEach, describe, expect, it } from "vitest";
import { startAnotherProcess } from "../../test/another-process.ts";
import { minute, useAttendance } from "../../test/attendance/attendance.ts";
import { recordAttendance } from "./jobs.ts";

const test = useAttendance();
const { api } = test;

beforeEach(() => api.clock.set(minute(120)));

const run = (platform = api.platform) => recordAttendance.run({ ...platform, tenant: test.academy.tenant });
/** What was told of a session, the users' in order. */
async function told(session: string): Promise<object[]> {
  const rows = await api.database.superuser<Pick<Event, "type" | "data">[]>`
    select type, coalesce(user_id, '') as user, data - 'offering' as data from events
    where tenant_id = ${test.academy.tenant.id} and type in ('session.ended', 'attendance.recorded') and data ->> 'offering' = ${session}
    order by xid, type desc, user_id`;
  return rows.map((row) => ({ ...row }));
}
const ended = (hostPresent: boolean | null) => ({ type: "session.ended", user: "", data: { hostPresent } });
const recorded = (user: string, minutes: number, status: string | null, undecided: string | null = null) => ({
  type: "attendance.recorded",
  user,
  data: { minutes, percent: Math.floor((100 * minutes) / 60), status, undecided },
});

describe("a session that is over", () => {
  it("is told, with how everybody attended, once a quarter of an hour has passed, and once only", async () => {
    const host = await test.learner();
    const session = await test.session({ payee: host });
    const [came, lostLeave, away] = [
      await test.enrolled(session),
      await test.enrolled(session),
      await test.enrolled(session),
    ];
    await test.stayed(session, host, 0, 60);
    await test.stayed(session, came, 0, 45);
    await test.report(session, [{ user: lostLeave, connection: "a", type: "joined", at: minute(40) }]);
    api.clock.set(minute(74));
    await run();
    expect(await told(session)).toEqual([]);
    api.clock.set(minute(75));
    await run();
    const first = [
      ended(true),
      recorded(host, 60, "attended"),
      recorded(came, 45, "attended"),
      recorded(lostLeave, 20, "missed"),
      recorded(away, 0, "missed"),
    ];
    expect(await told(session)).toEqual(first);
    api.clock.set(minute(300));
    await run();
    expect(await told(session)).toEqual(first);
  });

  it("is told once by several workers", async () => {
    const sessions = await Promise.all([1, 2, 3, 4].map(() => test.session()));
    const user = await test.learner();
    for (const session of sessions) await test.stayed(session, user, 0, 60);
    const second = await startAnotherProcess(api);
    try {
      await Promise.all([run(), run(second.platform), run(), run(second.platform)]);
    } finally {
      await second.stop();
    }
    await run();
    for (const session of sessions) expect(await told(session)).toEqual([ended(null), recorded(user, 60, "attended")]);
  });

  it("is told again of those only for whom something has become another", async () => {
    const host = await test.learner();
    const session = await test.session({ payee: host });
    const [first, second] = [await test.enrolled(session), await test.enrolled(session)];
    await test.stayed(session, first, 0, 60);
    await test.stayed(session, second, 0, 60);
    await run();
    const before = await told(session);
    expect(before).toEqual(
      [
        ended(false),
        recorded(host, 0, null, "host_absent"),
        ...[first, second].map((user) => recorded(user, 60, null, "host_absent")),
      ].filter((one) => !("user" in one) || one.user !== host || one.type === "session.ended"),
    );
    // The host's own facts come late: now everybody has attended.
    await test.stayed(session, host, 0, 60);
    await run();
    const after = (await told(session)).slice(before.length);
    expect(after).toEqual([host, first, second].map((user) => recorded(user, 60, "attended")));
    await test.academy.server("PUT", `/v1/offerings/${session}/attendance/${second}`, { minutes: 5, reason: "r" });
    await run();
    expect((await told(session)).slice(before.length + 3)).toEqual([recorded(second, 5, "missed")]);
    await run();
    expect((await told(session)).length).toBe(before.length + 4);
  });

  it("is told again when it turns out to end later", async () => {
    const session = await test.session();
    const user = await test.learner();
    await test.report(session, [{ user, connection: "a", type: "joined", at: minute(0) }]);
    await run();
    await test.academy.server("PUT", `/v1/offerings/${session}`, { endsAt: minute(90) });
    await run();
    expect(await told(session)).toMatchObject([
      ended(null),
      { data: { minutes: 60 } },
      ended(null),
      { data: { minutes: 90 } },
    ]);
  });

  it("is told of no user when nobody has measured it, and not at all when it was cancelled", async () => {
    const [unmeasured, cancelled] = [await test.session(), await test.session()];
    for (const session of [unmeasured, cancelled]) await test.enrolled(session);
    await api.database.superuser`update offerings set cancelled_at = ${minute(0)} where id = ${cancelled}`;
    await run();
    expect(await told(unmeasured)).toEqual([ended(null)]);
    expect(await told(cancelled)).toEqual([]);
  });

  it("is heard of by the users themselves, in the feed and live", async () => {
    const session = await test.session();
    const user = await test.learner();
    await test.stayed(session, user, 0, 60);
    await run();
    const { body } = await test.academy.server<{ data: Event[] }>("GET", "/v1/events?limit=100");
    expect(body.data.filter((event) => event.type === "attendance.recorded" && event.user === user)).toMatchObject([
      { data: { offering: session, minutes: 60, percent: 100, status: "attended", undecided: null } },
    ]);
  });
});

describe("a fact that comes while attendance is being told", () => {
  it("is told next, and never lost between the two", async () => {
    const session = await test.session();
    const [user, late] = [await test.learner(), await test.learner()];
    await test.stayed(session, user, 0, 60);
    const { superuser } = api.database;
    const connection = await superuser.reserve();
    await connection`begin`;
    await connection`
      select attendance_store(${test.academy.tenant.id}, ${api.clock.now()}, ${session}, 'report', ${superuser.json([
        { id: "late", kind: "joined", user: late, connection: "a", host: false, at: minute(0) },
      ])})`;
    const telling = run();
    for (let waits = false; !waits; ) {
      const [row] =
        await superuser`select count(*)::int as waiting from pg_stat_activity where wait_event = 'advisory' and datname = current_database()`;
      waits = row?.["waiting"] > 0;
    }
    await connection`commit`;
    connection.release();
    await telling;
    expect(await told(session)).toEqual([ended(null), recorded(user, 60, "attended"), recorded(late, 60, "attended")]);
  });
});
