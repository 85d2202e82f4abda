import { beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { createSchool, runJob } from "../../test/school.ts";
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
});

describe("settling a session", () => {
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
