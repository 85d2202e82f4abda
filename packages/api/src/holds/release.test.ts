import { beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { createSchool, runJob } from "../../test/school.ts";
import { asTenant } from "../platform/database.ts";
import { holdJobs } from "./index.ts";

const ledger = useLedger();
const { api } = ledger;
const school = createSchool(ledger);
const settle = () => runJob(api, ledger.academy, holdJobs.settleSessions);
const releaseDue = () => runJob(api, ledger.academy, holdJobs.releaseDueHolds);

beforeEach(() => api.clock.set("2026-11-20T09:00:00.000Z"));

const sessionOn = (day: number, input: object = {}) =>
  school.session({
    startsAt: `2026-11-${day}T10:00:00Z`,
    endsAt: `2026-11-${day}T11:00:00Z`,
    ...input,
  });

/** When its time to dispute has passed. */
const afterDispute = (day: number) => api.clock.set(`2026-11-${day + 2}T11:00:00.000Z`);

describe("a course", () => {
  it("releases an equal part for each session that was delivered, and the last takes what rounding left", async () => {
    const sessions = await Promise.all([21, 22, 23].map((day) => sessionOn(day)));
    const course = await school.offering({ payee: "teacher", includes: sessions }, 100);
    const bought = await school.buy(await ledger.learner(topUp(100)), course);
    for (const [index, day] of [21, 22, 23].entries()) {
      afterDispute(day);
      await settle();
      const { released, held } = await school.holdOf(bought.id);
      expect([released, held]).toEqual([[33, 66, 100][index], [67, 34, 0][index]]);
    }
    await ledger.expectSound();
  });

  it("gives back the parts of sessions that were not delivered yet, and its teacher keeps the rest", async () => {
    const sessions = await Promise.all([21, 22].map((day) => sessionOn(day)));
    const course = await school.offering({ payee: "teacher", includes: sessions }, 101);
    const user = await ledger.learner(topUp(101));
    const bought = await school.buy(user, course);
    api.clock.set("2026-11-21T11:00:00.000Z");
    expect((await school.preview(user, bought.id)).refund?.amount).toBe(51);
    expect((await school.cancel(user, bought.id)).body.refund?.amount).toBe(51);
    expect(await school.holdOf(bought.id)).toMatchObject({ status: "held", held: 50, refunded: 51 });
    afterDispute(21);
    await settle();
    expect(await school.holdOf(bought.id)).toMatchObject({ status: "released", released: 50, refunded: 51 });
    await ledger.expectSound();
  });

  it("bought halfway is paid for what is still to come: sessions that were over take no part of it", async () => {
    const sessions = await Promise.all([21, 22].map((day) => sessionOn(day)));
    const course = await school.offering({ payee: "teacher", includes: sessions }, 100);
    api.clock.set("2026-11-21T11:00:00.000Z");
    const user = await ledger.learner(topUp(100));
    const bought = await school.buy(user, course);
    expect((await school.preview(user, bought.id)).refund?.amount).toBe(100);
    afterDispute(21);
    await settle();
    expect(await school.holdOf(bought.id)).toMatchObject({ held: 100 });
    afterDispute(22);
    await settle();
    expect(await school.holdOf(bought.id)).toMatchObject({ held: 0, released: 100 });
  });

  it("without sessions is released when nobody can get money back any more", async () => {
    const bought = await school.buy(await ledger.learner(topUp(10)), await school.offering({ payee: "teacher" }, 10));
    api.clock.set("2026-12-04T09:00:00.000Z");
    await releaseDue();
    expect(await school.holdOf(bought.id)).toMatchObject({ held: 10 });
    api.clock.set("2026-12-04T09:00:00.001Z");
    await releaseDue();
    expect(await school.holdOf(bought.id)).toMatchObject({ released: 10, status: "released" });
  });
});

describe("a session that is cancelled", () => {
  it("gives everything back at once, also the part that a course has for it", async () => {
    const [cancelled, stays] = await Promise.all([21, 22].map((day) => sessionOn(day, { payee: "teacher" })));
    const course = await school.offering({ payee: "teacher", includes: [cancelled, stays] }, 100);
    const [single, whole] = [await ledger.learner(topUp(40)), await ledger.learner(topUp(100))];
    await school.must("PUT", `/v1/offerings/${cancelled}`, { prices: [{ currency: "UNIT", amount: 40 }] });
    const [one, all] = [await school.buy(single, cancelled as string), await school.buy(whole, course)];
    await school.must("POST", `/v1/offerings/${cancelled}/cancel`, { reason: "Ill" });
    await settle();
    expect(await school.holdOf(one.id)).toMatchObject({ status: "refunded", refunded: 40 });
    expect(await school.holdOf(all.id)).toMatchObject({ status: "held", held: 50, refunded: 50 });
    expect([await ledger.balance(single), await ledger.balance(whole)]).toEqual([40, 50]);
    await ledger.expectSound();
  });

  it("is not sold again, though whoever keeps the catalog makes it available once more", async () => {
    for (const payee of [null, "teacher"]) {
      const session = await sessionOn(21, { payee, prices: [{ currency: "UNIT", amount: 10 }] });
      await school.must("POST", `/v1/offerings/${session}/cancel`, { reason: "Ill" });
      await school.must("PUT", `/v1/offerings/${session}`, { available: true });
      const user = await ledger.learner(topUp(10));
      const { status, body } = await school.call<{ code?: string }>("POST", `/v1/users/${user}/enrollments`, {
        offering: session,
      });
      expect([status, body.code]).toEqual([409, "offering.unavailable"]);
      const shown = await school.must<{ obstacle: object }>("GET", `/v1/users/${user}/offerings/${session}`);
      expect(shown.obstacle).toMatchObject({ code: "offering.unavailable" });
      expect(await ledger.balance(user)).toBe(10);
    }
  });

  it("is not delivered, whatever its learner confirms", async () => {
    const [cancelled, held] = await Promise.all([21, 21].map((day) => sessionOn(day)));
    const user = await ledger.learner(topUp(100));
    const bought = await school.buy(
      user,
      await school.offering({ payee: "teacher", includes: [cancelled, held] }, 100),
    );
    await school.must("POST", `/v1/offerings/${cancelled}/cancel`, { reason: "Ill" });
    api.clock.set("2026-11-21T11:00:00.000Z");
    await school.must("POST", `/v1/users/${user}/enrollments/${bought.id}/confirm`);
    expect(await school.holdOf(bought.id)).toMatchObject({ released: 50, held: 50 });
    await settle();
    expect(await school.holdOf(bought.id)).toMatchObject({ released: 50, refunded: 50, held: 0 });
  });

  it("and another that is settled with it come to the same parts, whoever settles them", async () => {
    // The names say the opposite of the times.
    const times = (day: number) => ({ startsAt: `2026-11-${day}T10:00:00Z`, endsAt: `2026-11-${day}T11:00:00Z` });
    for (const [id, day] of [
      ["z-first", 21],
      ["a-second", 22],
    ] as const) {
      await school.must("PUT", `/v1/offerings/${id}`, { kind: "session", ...times(day), prices: [] });
    }
    const bought = await school.buy(
      await ledger.learner(topUp(101)),
      await school.offering({ payee: "teacher", includes: ["a-second", "z-first"] }, 101),
    );
    await school.must("POST", "/v1/offerings/z-first/cancel", { reason: "Ill" });
    afterDispute(22);
    await settle();
    expect(await school.holdOf(bought.id)).toMatchObject({ refunded: 50, released: 51 });
  });
});

describe("settling a session", () => {
  it("is over once all its money has gone on, and not while some is in dispute", async () => {
    const session = await sessionOn(21, { payee: "teacher" });
    await school.must("PUT", `/v1/offerings/${session}`, { prices: [{ currency: "UNIT", amount: 7 }] });
    const course = await school.offering({ payee: "teacher", includes: [session, await sessionOn(29)] }, 20);
    const [one, two] = [await ledger.learner(topUp(7)), await ledger.learner(topUp(20))];
    const bought = await school.buy(one, session);
    const whole = await school.buy(two, course);
    const due = async () => {
      const { context, tenant } = ledger.academy;
      const since = new Date(api.clock.now().getTime() - context.tenant.settings.release.disputeHours * 3_600_000);
      const rows = await asTenant(
        api.platform.sql,
        tenant.id,
        (tx) => tx`select id from sessions_to_settle(${tenant.id}, ${since})`,
      );
      return rows.map(({ id }) => id).filter((id) => id === session);
    };
    await school.must("POST", `/v1/users/${one}/enrollments/${bought.id}/dispute`, { reason: "Nobody came" });
    afterDispute(21);
    await settle();
    expect(await school.holdOf(whole.id)).toMatchObject({ released: 10, held: 10 });
    expect(await due()).toEqual([session]);
    await school.decide((await school.holdOf(bought.id)).id, { release: 7 });
    await settle();
    expect(await due()).toEqual([]);
  });

  it("is by its times, which can be put right until then; from then on it is neither moved nor cancelled", async () => {
    const put = (input: object) => school.call<{ code?: string }>("PUT", `/v1/offerings/${session}`, input);
    const session = await sessionOn(21, { payee: "teacher", prices: [{ currency: "UNIT", amount: 7 }] });
    const bought = await school.buy(await ledger.learner(topUp(7)), session);
    afterDispute(21);
    const later = { startsAt: "2026-11-25T10:00:00Z", endsAt: "2026-11-25T11:00:00Z" };
    expect((await put(later)).status).toBe(200);
    await settle();
    expect(await school.holdOf(bought.id)).toMatchObject({ held: 7 });
    afterDispute(25);
    await settle();
    expect(await school.holdOf(bought.id)).toMatchObject({ released: 7 });
    const refusal = { status: 409, body: { code: "offering.settled", outcome: "delivered" } };
    const again = { startsAt: "2026-12-25T10:00:00Z", endsAt: "2026-12-25T11:00:00Z" };
    for (const change of [again, { endsAt: null }, { endsAt: "2026-11-25T11:00:00.001Z" }, { kind: "course" }]) {
      expect(await put(change)).toMatchObject(refusal);
    }
    expect(await school.call("POST", `/v1/offerings/${session}/cancel`, { reason: "Ill" })).toMatchObject(refusal);
    // A host that syncs its catalog says the same times again, in its own zone.
    const same = { startsAt: "2026-11-25T12:00:00+02:00", endsAt: "2026-11-25T13:00:00+02:00" };
    expect(await put({ kind: "session", ...same, title: "As it was" })).toMatchObject({
      status: 200,
      body: { title: "As it was", cancelledAt: null },
    });
    expect(await school.decide((await school.holdOf(bought.id)).id, { refund: 7 })).toMatchObject({ refunded: 7 });
  });

  it("and moving it, or cancelling it, at the same moment: the money goes by what was said first", async () => {
    const later = { startsAt: "2026-12-25T10:00:00Z", endsAt: "2026-12-25T11:00:00Z" };
    for (const [method, path, input] of [
      ["PUT", "", later],
      ["POST", "/cancel", { reason: "Ill" }],
    ] as const) {
      for (let round = 0; round < 8; round++) {
        api.clock.set("2026-11-20T09:00:00.000Z");
        const session = await sessionOn(21, { payee: "teacher", prices: [{ currency: "UNIT", amount: 7 }] });
        const bought = await school.buy(await ledger.learner(topUp(7)), session);
        afterDispute(21);
        const [answer] = await Promise.all([
          school.call<{ code?: string }>(method, `/v1/offerings/${session}${path}`, input),
          settle(),
        ]);
        await settle();
        const { held, released, refunded } = await school.holdOf(bought.id);
        const first = answer.status === 200 ? (method === "PUT" ? [7, 0, 0] : [0, 0, 7]) : [0, 7, 0];
        expect([held, released, refunded], `${method} ${answer.status}`).toEqual(first);
      }
    }
    await ledger.expectSound();
  });

  it("twice, and by two workers at once, moves each hold once", async () => {
    const session = await sessionOn(21, { payee: "teacher", prices: [{ currency: "UNIT", amount: 7 }] });
    const users = await Promise.all(Array.from({ length: 30 }, () => ledger.learner(topUp(7))));
    const bought = await Promise.all(users.map((user) => school.buy(user, session)));
    afterDispute(21);
    await Promise.all([settle(), settle(), settle()]);
    await settle();
    for (const { id } of bought) expect((await school.holdOf(id)).movements).toHaveLength(1);
    expect((await school.earnings("teacher")).find(({ currency }) => currency === "UNIT")?.balance).toBeGreaterThan(0);
    await ledger.expectSound();
  });

  it("by two workers who have both begun moves each hold once", async () => {
    const session = await sessionOn(21, { payee: "teacher-w", prices: [{ currency: "UNIT", amount: 7 }] });
    const users = await Promise.all([1, 2, 3].map(() => ledger.learner(topUp(7))));
    for (const user of users) await school.buy(user, session);
    afterDispute(21);
    const { superuser } = api.database;
    let settled = Promise.resolve<unknown>(undefined);
    await superuser.begin(async (tx) => {
      // Whatever either of them would move waits, and nothing that they read does.
      await tx`lock table hold_movements in share mode`;
      settled = Promise.all([settle(), settle()]);
      const waiting = async () =>
        (
          await superuser`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
        ).length;
      await expect.poll(waiting, { timeout: 10_000 }).toBe(2);
    });
    await settled;
    expect(await school.earnings("teacher-w")).toMatchObject([{ balance: 21, held: 0 }]);
    await ledger.expectSound();
  });

  it("leaves what is disputed for a decision, which releases some and refunds some", async () => {
    const session = await sessionOn(21, { payee: "teacher-d", prices: [{ currency: "UNIT", amount: 100 }] });
    const user = await ledger.learner(topUp(100));
    const bought = await school.buy(user, session);
    api.clock.set("2026-11-21T12:00:00.000Z");
    await school.must("POST", `/v1/users/${user}/enrollments/${bought.id}/dispute`, { reason: "Nobody came" });
    afterDispute(21);
    await settle();
    const hold = await school.holdOf(bought.id);
    expect(hold).toMatchObject({ held: 100, dispute: { reason: "Nobody came" } });
    expect((await school.call("POST", `/v1/users/${user}/enrollments/${bought.id}/confirm`)).body).toMatchObject({
      code: "hold.disputed",
    });
    const decided = await school.decide(hold.id, { release: 40, refund: 60 });
    expect(decided).toMatchObject({ released: 40, refunded: 60, held: 0, dispute: null });
    await settle();
    expect((await school.holdOf(bought.id)).movements.filter(({ amount }) => amount > 0)).toHaveLength(2);
    expect(await ledger.balance(user)).toBe(60);
    await ledger.expectSound();
  });

  it("that gives all of it back ends the access that was paid for, and no other: the place is free, and can be bought again", async () => {
    const course = await school.offering({ payee: "teacher", capacity: 1 }, 100);
    const user = await ledger.learner(topUp(200));
    const bought = await school.buy(user, course);
    const { id } = await school.holdOf(bought.id);
    const allowed = async () =>
      (await school.must<{ allowed: boolean }>("GET", `/v1/users/${user}/access/${course}`)).allowed;
    await school.decide(id, { refund: 40 });
    expect(await allowed()).toBe(true);
    // What was released meanwhile comes back for it, too.
    await school.decide(id, { release: 60 });
    await school.decide(id, { refund: 60 });
    expect(await allowed()).toBe(false);
    expect(await school.must("GET", `/v1/enrollments/${bought.id}`)).toMatchObject({
      status: "cancelled",
      entitlements: [{ revokedAt: "2026-11-20T09:00:00.000Z" }],
    });
    const next = await school.buy(user, course);
    await school.must("POST", `/v1/users/${user}/entitlements`, { offering: course, reason: "Teaches here" });
    await school.decide((await school.holdOf(next.id)).id, { refund: 100 });
    expect(await allowed()).toBe(true);
    expect(await school.must("GET", `/v1/enrollments/${next.id}`)).toMatchObject({ status: "active" });
    expect(await ledger.balance(user)).toBe(200);
    await ledger.expectSound();
  });

  it("that gives all of it back, and a learner who cancels or enrolls at the same moment: paid back once, and in as paid for", async () => {
    for (let round = 0; round < 4; round++) {
      const course = await school.offering({ payee: "teacher" }, 100);
      const user = await ledger.learner(topUp(100));
      const bought = await school.buy(user, course);
      const { id } = await school.holdOf(bought.id);
      await Promise.all([
        school.call("POST", `/v1/holds/${id}/decide`, { refund: 100, reason: "Decided" }),
        school.cancel(user, bought.id),
        school.call("POST", `/v1/users/${user}/enrollments`, { offering: course }),
        school.call("POST", `/v1/holds/${id}/decide`, { refund: 100, reason: "Decided" }),
      ]);
      const { allowed } = await school.must<{ allowed: boolean }>("GET", `/v1/users/${user}/access/${course}`);
      expect(await ledger.balance(user)).toBe(allowed ? 0 : 100);
    }
    await ledger.expectSound();
  });

  it("is not waited for by a learner who confirms: what is over is released at once, and no more", async () => {
    const sessions = await Promise.all([21, 22].map((day) => sessionOn(day)));
    const user = await ledger.learner(topUp(100));
    const bought = await school.buy(user, await school.offering({ payee: "teacher", includes: sessions }, 100));
    api.clock.set("2026-11-21T11:30:00.000Z");
    await school.must("POST", `/v1/users/${user}/enrollments/${bought.id}/confirm`);
    expect(await school.holdOf(bought.id)).toMatchObject({ released: 50, held: 50 });
    afterDispute(21);
    await settle();
    expect(await school.holdOf(bought.id)).toMatchObject({ released: 50, held: 50 });
  });
});

describe("a refund after the release", () => {
  it("is taken back from each who got a share, to the unit, and what cannot be withdrawn yet is not owed", async () => {
    await school.plan("thirds", [
      { party: "payee", basisPoints: 3334 },
      { party: "user", user: "author", basisPoints: 3333 },
      { party: "platform", basisPoints: 3333, takesResidue: true },
    ]);
    const user = await ledger.learner(topUp(101));
    const bought = await school.buy(user, await school.offering({ payee: "teacher-r", splitPlan: "thirds" }, 101));
    const { id } = await school.holdOf(bought.id);
    await school.decide(id, { release: 101 });
    const before = await ledger.platformBalance("revenue");
    const back = await school.decide(id, { refund: 50 });
    expect(back).toMatchObject({ released: 51, refunded: 50, status: "released" });
    const [movement] = back.movements.filter(({ kind }) => kind === "clawback");
    expect(movement?.shares.reduce((sum, { amount }) => sum + amount, 0)).toBe(50);
    await school.decide(id, { refund: 51 });
    expect(await school.holdOf(bought.id)).toMatchObject({ released: 0, refunded: 101, status: "refunded" });
    expect(await ledger.balance(user)).toBe(101);
    for (const payee of ["teacher-r", "author"]) {
      expect(await school.earnings(payee)).toMatchObject([{ balance: 0, maturing: 0, available: 0, owed: 0 }]);
    }
    expect(await ledger.platformBalance("revenue")).toBe(before - 35);
    await ledger.expectSound();
  });

  it("and after the payout leaves a debt, which the next earnings settle", async () => {
    await ledger.academy.settings({
      release: { ...ledger.academy.tenant.settings.release, maturityDays: 0 },
    });
    const course = await school.offering({ payee: "teacher-o" }, 100);
    const first = await school.buy(await ledger.learner(topUp(100)), course);
    const { id } = await school.holdOf(first.id);
    await school.decide(id, { release: 100 });
    const payout = await school.withdraw("teacher-o", 100);
    await school.must("POST", `/v1/payouts/${payout.id}/pay`, {});
    await school.decide(id, { refund: 100 });
    expect(await school.earnings("teacher-o")).toMatchObject([{ balance: -100, owed: 100, available: 0, paid: 100 }]);
    const second = await school.buy(await ledger.learner(topUp(100)), course);
    await school.decide((await school.holdOf(second.id)).id, { release: 100 });
    expect(await school.earnings("teacher-o")).toMatchObject([{ balance: 0, owed: 0, available: 0 }]);
    await ledger.expectSound();
  });
});

describe("what is taken back of two releases", () => {
  it("comes first from what can't be withdrawn yet: what is left matures when it would have, and nothing before", async () => {
    await ledger.academy.settings({ release: { ...ledger.academy.tenant.settings.release, maturityDays: 7 } });
    const course = await school.offering({ payee: "teacher-t" }, 100);
    const [one, two] = [
      await school.buy(await ledger.learner(topUp(100)), course),
      await school.buy(await ledger.learner(topUp(100)), course),
    ];
    const { id } = await school.holdOf(one.id);
    await school.decide(id, { release: 50 });
    api.clock.set("2026-11-25T09:00:00.000Z");
    await school.decide(id, { release: 50 });
    await school.decide((await school.holdOf(two.id)).id, { release: 30 });
    const { movements } = await school.decide(id, { refund: 60 });
    expect(movements.filter(({ kind }) => kind === "clawback")).toMatchObject([
      { amount: 50, availableAt: "2026-12-02T09:00:00.000Z" },
      { amount: 10, availableAt: "2026-11-27T09:00:00.000Z" },
    ]);
    api.clock.set("2026-11-27T09:00:00.000Z");
    expect(await school.earnings("teacher-t")).toMatchObject([
      { balance: 70, available: 40, maturing: 30, nextAvailableAt: "2026-12-02T09:00:00.000Z" },
    ]);
    api.clock.set("2026-12-02T09:00:00.000Z");
    expect(await school.earnings("teacher-t")).toMatchObject([{ balance: 70, available: 70, maturing: 0 }]);
    await ledger.expectSound();
  });

  it("and was paid out is settled by what matures: that much of it is never told as to come", async () => {
    const course = await school.offering({ payee: "teacher-m" }, 100);
    const first = await school.holdOf((await school.buy(await ledger.learner(topUp(100)), course)).id);
    await school.decide(first.id, { release: 100 });
    api.clock.set("2026-11-27T09:00:00.000Z");
    const payout = await school.withdraw("teacher-m", 100);
    await school.must("POST", `/v1/payouts/${payout.id}/pay`, {});
    await school.decide(first.id, { refund: 70 });
    const second = await school.holdOf((await school.buy(await ledger.learner(topUp(100)), course)).id);
    await school.decide(second.id, { release: 100 });
    expect(await school.earnings("teacher-m")).toMatchObject([{ balance: 30, available: 0, maturing: 30, owed: 0 }]);
    api.clock.set("2026-12-04T09:00:00.000Z");
    expect(await school.earnings("teacher-m")).toMatchObject([{ balance: 30, available: 30, maturing: 0 }]);
  });
});

describe("a payee who has left, and a learner", () => {
  it("leave all that is held, earned and owed behind: no row goes away with a user's", async () => {
    const course = await school.offering({ payee: "gone" }, 100);
    const user = await ledger.learner(topUp(200));
    await school.must("PUT", "/v1/users/gone", {});
    const bought = await school.buy(user, course);
    const { id } = await school.holdOf(bought.id);
    await school.decide(id, { release: 30 });
    await api.database.superuser`delete from users where id in ('gone', ${user})`;
    expect(await school.holdOf(bought.id)).toMatchObject({ held: 70, released: 30, payee: "gone", user });
    await school.decide(id, { release: 60, refund: 10 });
    expect(await school.holdOf(bought.id)).toMatchObject({ held: 0, released: 90, refunded: 10 });
    api.clock.advance({ days: 7 });
    expect(await school.earnings("gone")).toMatchObject([{ balance: 90, available: 90 }]);
    const payout = await school.withdraw("gone", 90);
    await school.must("POST", `/v1/payouts/${payout.id}/pay`, {});
    expect(await school.earnings("gone")).toMatchObject([{ paid: 90, balance: 0 }]);
    await ledger.expectSound();
  });

  it("could not take it with them: nothing of money is deleted with what it belongs to", async () => {
    const cascades = await api.database.superuser<{ at: string }[]>`
      select conrelid::regclass::text as at from pg_constraint
      where contype = 'f' and confdeltype <> 'a' and connamespace = 'public'::regnamespace`;
    expect(cascades.map(({ at }) => at).filter((table) => !table.startsWith("webhook_"))).toEqual([]);
  });
});

describe("a referrer", () => {
  it.each([
    ["has a share", "friend", "friend"],
    ["who is the teacher has none: it is the platform's", "teacher-f", null],
  ])("%s", async (_, referrer, paid) => {
    await school.plan("referred", [
      { party: "payee", basisPoints: 7000, takesResidue: true },
      { party: "platform", basisPoints: 2000 },
      { party: "referrer", basisPoints: 1000 },
    ]);
    const user = await ledger.learner(topUp(100));
    await school.must("PUT", `/v1/users/${user}`, { referrer });
    const bought = await school.buy(user, await school.offering({ payee: "teacher-f", splitPlan: "referred" }, 100));
    const { movements } = await school.decide((await school.holdOf(bought.id)).id, { release: 100 });
    const shares = new Map(movements[0]?.shares.map((share) => [share.user, share.amount]));
    expect(shares.get("teacher-f")).toBe(70);
    expect(shares.get(paid)).toBe(paid === null ? 30 : 10);
  });

  it("cannot be the buyer", async () => {
    const user = await ledger.learner();
    expect((await school.call("PUT", `/v1/users/${user}`, { referrer: user })).status).toBe(400);
  });
});
