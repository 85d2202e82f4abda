import { beforeEach, describe, expect, it } from "vitest";
import type { Caller } from "../../test/api.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { createSchool, runJob } from "../../test/school.ts";
import { enrollmentJobs } from "./index.ts";

const ledger = useLedger({ otherProcesses: 2 });
const { api } = ledger;
const school = createSchool(ledger);
const payBack = () => runJob(api, ledger.academy, enrollmentJobs.payBackSessions);
const isDone = async (id: string) => {
  const [row] = await api.database.superuser`select paid_back_at from offerings where id = ${id}`;
  return row?.["paid_back_at"] instanceof Date;
};
const cancelSession = (id: string) => school.must("POST", `/v1/offerings/${id}/cancel`, { reason: "Ill" });

beforeEach(async () => {
  api.clock.set("2026-11-20T09:00:00.000Z");
  await ledger.academy.settings({ cancellation: { from: "start", hours: -24, percent: 50, destinations: ["lots"] } });
});

const bookedBy = async (amount: number, session: string) => {
  const user = await ledger.learner(topUp(amount));
  return school.buy(user, session);
};

describe("a cancelled session that nobody is owed for", () => {
  it("is paid back whole, once, whatever the policy gives", async () => {
    const session = await school.session({}, 40);
    const [one, other] = [await bookedBy(40, session), await bookedBy(50, session)];
    // Past the window of the policy.
    api.clock.set("2026-11-21T09:59:00.000Z");
    await cancelSession(session);
    await payBack();
    await payBack();
    expect([await ledger.balance(one.user), await ledger.balance(other.user)]).toEqual([40, 50]);
    const { data } = await school.must<{ data: object[] }>("GET", `/v1/users/${one.user}/enrollments`);
    expect(data).toMatchObject([{ id: one.id, payment: { amount: 40, refunded: 40, status: "refunded" } }]);
    const line = (await ledger.statement(one.user)).at(-1);
    expect(line).toMatchObject({ type: "reversal", amount: 40 });
    // Nothing is left to be tried again.
    api.clock.advance({ hours: 2 });
    await payBack();
    expect(await isDone(session)).toBe(true);
    await ledger.expectSound();
  });

  it("pays back what a refund in part has left, and nothing that was cancelled, given or free", async () => {
    const [session, free] = [await school.session({}, 40), await school.session({})];
    const partly = await bookedBy(40, session);
    await school.must("POST", `/v1/transactions/${partly.transaction}/reversals`, { amount: 15, reason: "Late" });
    const gone = await bookedBy(40, session);
    await school.must("POST", `/v1/enrollments/${gone.id}/cancel`, { refund: "none", reason: "Moved away" });
    const guest = await ledger.learner(topUp(5));
    await school.must("POST", `/v1/users/${guest}/entitlements`, { offering: session, reason: "Prize" });
    const listener = await ledger.learner(topUp(5));
    await school.buy(listener, free);
    for (const id of [session, free]) await cancelSession(id);
    await payBack();
    const balances = await Promise.all([partly.user, gone.user, guest, listener].map((user) => ledger.balance(user)));
    expect(balances).toEqual([40, 0, 5, 5]);
    await ledger.expectSound();
  });

  it("leaves what waits in escrow to whoever settles it", async () => {
    const session = await school.session({ payee: "teacher" }, 40);
    const booked = await bookedBy(40, session);
    await cancelSession(session);
    await payBack();
    expect(await ledger.balance(booked.user)).toBe(0);
    expect(await school.holdOf(booked.id)).toMatchObject({ held: 40, status: "held" });
    api.clock.advance({ hours: 2 });
    await payBack();
    expect(await isDone(session)).toBe(true);
  });

  it("pays each back once while workers race, and learners cancel at the same moment", async () => {
    const session = await school.session({}, 40);
    const booked = await Promise.all(Array.from({ length: 12 }, () => bookedBy(40, session)));
    await cancelSession(session);
    const cancelled = booked.map(({ user, id }, place) => {
      const via = ledger.servers[place % ledger.servers.length] as Caller;
      return via("POST", `/v1/users/${user}/enrollments/${id}/cancel`, { waiveRefund: place % 3 === 0 });
    });
    await Promise.all([...cancelled, payBack(), payBack(), payBack()]);
    await payBack();
    const balances = await Promise.all(booked.map(({ user }) => ledger.balance(user)));
    // Who gave it up may have been quicker than the worker, or not.
    for (const [place, balance] of balances.entries()) expect(place % 3 === 0 ? [0, 40] : [20, 40]).toContain(balance);
    await ledger.expectSound();
  });

  it("is looked at until an hour has passed, for a purchase that was on its way", async () => {
    const session = await school.session({}, 40);
    await cancelSession(session);
    await payBack();
    expect(await isDone(session)).toBe(false);
    api.clock.advance({ hours: 1, seconds: 1 });
    await payBack();
    expect(await isDone(session)).toBe(true);
  });
});
