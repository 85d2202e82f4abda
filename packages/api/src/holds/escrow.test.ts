import type { enrollments, holds } from "@bursar/sdk/contract";
import { beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { createSchool, runJob } from "../../test/school.ts";
import { holdJobs } from "./index.ts";

const ledger = useLedger();
const { api } = ledger;
const school = createSchool(ledger);

beforeEach(() => api.clock.set("2026-11-20T09:00:00.000Z"));

describe("a purchase of what has a payee", () => {
  it("waits in escrow, under the plan of the moment, and a purchase of what has none does not", async () => {
    await school.plan("seventy", [
      { party: "payee", basisPoints: 7000, takesResidue: true },
      { party: "platform", basisPoints: 3000 },
    ]);
    const course = await school.offering({ payee: "teacher", splitPlan: "seventy" }, 100);
    const user = await ledger.learner(topUp(150));
    const bought = await school.buy(user, course);
    const hold = await school.holdOf(bought.id);
    expect(hold).toMatchObject({
      enrollment: bought.id,
      offering: course,
      user,
      payee: "teacher",
      splitPlan: { id: "seventy", version: 1 },
      transaction: bought.transaction,
      amount: 100,
      held: 100,
      status: "held",
    });
    const free = await school.buy(user, await school.offering({}, 50));
    const { body } = await ledger.academy.server("GET", `/v1/holds?user=${user}`);
    expect(body.data.map((one: holds.Hold) => one.enrollment)).toEqual([bought.id]);
    expect(free.balance).toMatchObject({ balance: 0 });
    expect(await school.proof()).toMatchObject({ sound: true });
  });

  it("is shared by the plan, the payee and the referrer of its moment, whatever they become", async () => {
    const shares = (payee: number) => [
      { party: "payee", basisPoints: payee, takesResidue: true },
      { party: "referrer", basisPoints: 1000 },
      { party: "platform", basisPoints: 9000 - payee },
    ];
    await school.plan("edited", shares(7000));
    const course = await school.offering({ payee: "first-teacher", splitPlan: "edited" }, 100);
    const [early, late] = [await ledger.learner(topUp(100)), await ledger.learner(topUp(100))];
    for (const user of [early, late]) await school.must("PUT", `/v1/users/${user}`, { referrer: "friend" });
    const before = await school.buy(early, course);
    await school.plan("edited", shares(2000));
    await school.must("PUT", `/v1/offerings/${course}`, { payee: "second-teacher" });
    await school.must("PUT", `/v1/users/${early}`, { referrer: "another" });
    const after = await school.buy(late, course);
    const sharesOf = async (enrollment: string) => {
      const hold = await school.holdOf(enrollment);
      const { movements } = await school.decide(hold.id, { release: 100 });
      return [hold.splitPlan?.version, ...(movements[0]?.shares ?? []).map(({ user, amount }) => `${user} ${amount}`)];
    };
    expect(await sharesOf(before.id)).toEqual([1, "first-teacher 70", "friend 10", "null 20"]);
    expect(await sharesOf(after.id)).toEqual([2, "friend 10", "second-teacher 20", "null 70"]);
    await ledger.expectSound();
  });

  it("is given back by its hold alone: reversing its transaction is refused", async () => {
    const bought = await school.buy(await ledger.learner(topUp(100)), await school.offering({ payee: "teacher" }, 100));
    const { status, body } = await ledger.academy.server("POST", `/v1/transactions/${bought.transaction}/reversals`, {
      reason: "by mistake",
    });
    expect([status, body.code]).toEqual([409, "transaction.in_escrow"]);
  });
});

describe("a split plan", () => {
  const payee = { party: "payee", basisPoints: 10_000, takesResidue: true };
  it.each([
    ["with a share of no points", [payee, { party: "platform" }]],
    ["with less than the whole", [{ ...payee, basisPoints: 9999 }]],
    ["with nobody who takes the residue", [{ ...payee, takesResidue: false }]],
    ["with a user whom it does not name", [{ ...payee, party: "user" }]],
    ["of nobody", []],
  ])("%s is refused where it is written", async (_, shares) => {
    const { status, body } = await ledger.academy.server("PUT", "/v1/split-plans/broken", { name: "Broken", shares });
    expect([status, body.code]).toEqual([400, "request.invalid"]);
    expect((await ledger.academy.server("GET", "/v1/split-plans/broken")).status).toBe(404);
  });
});

describe("cancelling", () => {
  it("gives back what the preview has shown, to the wallet, and ends the access", async () => {
    const user = await ledger.learner(topUp(100));
    const course = await school.offering({ payee: "teacher" }, 60);
    const bought = await school.buy(user, course);
    const preview = await school.preview(user, bought.id);
    expect(preview).toMatchObject({ refund: { amount: 60, currency: "UNIT" }, obstacle: null, keepsAccess: false });
    const { status, body } = await school.cancel(user, bought.id, { expectedRefund: 60 });
    expect([status, body]).toMatchObject([200, { status: "cancelled", refund: { amount: 60, balance: 100 } }]);
    expect(await school.holdOf(bought.id)).toMatchObject({ status: "refunded", refunded: 60, held: 0 });
    const access = await ledger.academy.server<enrollments.AccessDecision>("GET", `/v1/users/${user}/access/${course}`);
    expect(access.body.allowed).toBe(false);
    expect(await school.proof()).toMatchObject({ sound: true });
  });
});

describe("a session that is over", () => {
  it("releases the money by the plan when the time to dispute has passed, and not before", async () => {
    await school.plan("seventy", [
      { party: "payee", basisPoints: 7000 },
      { party: "platform", basisPoints: 3000, takesResidue: true },
    ]);
    const session = await school.session({ payee: "teacher", splitPlan: "seventy" }, 101);
    const bought = await school.buy(await ledger.learner(topUp(101)), session);
    api.clock.set("2026-11-23T10:59:59.000Z");
    await runJob(api, ledger.academy, holdJobs.settleSessions);
    expect(await school.holdOf(bought.id)).toMatchObject({ held: 101 });
    api.clock.set("2026-11-23T11:00:00.000Z");
    await runJob(api, ledger.academy, holdJobs.settleSessions);
    const hold = await school.holdOf(bought.id);
    expect(hold).toMatchObject({ held: 0, released: 101, status: "released" });
    expect(hold.movements).toMatchObject([
      {
        kind: "release",
        session,
        shares: [
          { user: "teacher", amount: 70 },
          { user: null, amount: 31 },
        ],
      },
    ]);
    expect(await school.proof()).toMatchObject({ sound: true });
  });
});
