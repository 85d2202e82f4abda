import type { enrollments, tenants } from "@bursar/sdk/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { Caller } from "../../test/api.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { grant, topUp } from "../../test/ledger/postings.ts";
import { createSchool, runJob } from "../../test/school.ts";
import { holdJobs } from "../holds/index.ts";

const ledger = useLedger({ otherProcesses: 2 });
const { api } = ledger;
const school = createSchool(ledger);
const usual = { from: "later", hours: 14 * 24, percent: 100, destinations: ["lots"] } as const;
const policy = (change: Partial<tenants.TenantSettings["cancellation"]> = {}) =>
  ledger.academy.settings({
    cancellation: { ...usual, destinations: [...usual.destinations], ...change },
    refundToExpiredLot: { policy: "reissue", graceDays: 30 },
  });

beforeEach(async () => {
  api.clock.set("2026-11-20T09:00:00.000Z");
  await policy();
});

/** A learner who has bought something for all they had. */
async function buyer(amount = 100, input: object = {}) {
  const user = await ledger.learner(topUp(amount));
  const offering = await school.offering(input, amount);
  return school.buy(user, offering);
}
type Bought = Awaited<ReturnType<typeof buyer>>;

const preview = ({ user, id }: Bought) => school.preview(user, id);
const cancel = ({ user, id }: Bought, input?: object) => school.cancel(user, id, input);
const cancelAny = (
  { id }: Pick<Bought, "id">,
  refund: "policy" | "all" | "none",
  via: Caller = ledger.academy.server,
) => via<enrollments.CancelledEnrollment>("POST", `/v1/enrollments/${id}/cancel`, { refund, reason: "Ill" });
const mayEnter = async ({ user, offering }: { user: string; offering: string }) =>
  (await ledger.academy.server<enrollments.AccessDecision>("GET", `/v1/users/${user}/access/${offering}`)).body.allowed;

describe("the refund window", () => {
  const starts = { kind: "session", startsAt: "2026-12-01T10:00:00.000Z", endsAt: "2026-12-01T11:00:00.000Z" };
  it.each([
    ["the purchase", { from: "purchase", hours: 48 }, "2026-11-22T09:00:00.000Z"],
    ["a day before the start", { from: "start", hours: -24 }, "2026-11-30T10:00:00.000Z"],
    ["the later of both, which is the start", { from: "later", hours: 0 }, "2026-12-01T10:00:00.000Z"],
    ["the start of what has none: the purchase", { from: "start", hours: 1 }, "2026-11-20T10:00:00.000Z", {}],
    ["the later of both, which is the purchase", { from: "later", hours: 336 }, "2026-12-04T09:00:00.000Z", {}],
    [
      "the purchase of what had started before",
      { from: "later", hours: 336 },
      "2026-12-04T09:00:00.000Z",
      { startsAt: "2026-11-01T09:00:00Z" },
    ],
  ] as const)("runs from %s, and its last millisecond counts", async (_, change, until, input = starts) => {
    await policy(change as never);
    for (const payee of [null, "teacher"]) {
      api.clock.set("2026-11-20T09:00:00.000Z");
      const [inTime, late] = [await buyer(100, { ...input, payee }), await buyer(100, { ...input, payee })];
      api.clock.set(until);
      expect(await preview(inTime)).toMatchObject({ refundableUntil: until, obstacle: null, refund: { amount: 100 } });
      expect((await cancel(inTime)).body).toMatchObject({ refund: { amount: 100, balance: 100 } });
      api.clock.advance({ seconds: 0.001 });
      const obstacle = { code: "refund.window_closed", closedAt: until };
      expect(await preview(late)).toMatchObject({ refund: null, obstacle });
      expect(await cancel(late)).toMatchObject({ status: 409, body: obstacle });
      expect(await mayEnter(late)).toBe(true);
    }
  });

  it("has nothing to do with whether anybody can still enroll: what is shown is what happens", async () => {
    for (const change of [{ available: false }, { closesAt: "2026-11-20T09:00:00.000Z" }, { capacity: 0 }]) {
      api.clock.set("2026-11-20T09:00:00.000Z");
      const [inTime, late] = [await buyer(), await buyer()];
      for (const { offering } of [inTime, late]) await school.must("PUT", `/v1/offerings/${offering}`, change);
      expect(await preview(inTime)).toMatchObject({ refund: { amount: 100 }, obstacle: null });
      expect((await cancel(inTime, { expectedRefund: 100 })).body).toMatchObject({ refund: { amount: 100 } });
      api.clock.advance({ days: 14, seconds: 0.001 });
      const { obstacle } = await preview(late);
      expect(obstacle).toEqual({ code: "refund.window_closed", closedAt: "2026-12-04T09:00:00.000Z" });
      expect(await cancel(late)).toMatchObject({ status: 409, body: obstacle });
    }
  });

  it("over, leaves the way out: access ends, and nothing is paid back", async () => {
    for (const payee of [null, "teacher"]) {
      api.clock.set("2026-11-20T09:00:00.000Z");
      const bought = await buyer(100, { payee });
      api.clock.advance({ days: 15 });
      expect((await cancel(bought, { waiveRefund: true })).body).toMatchObject({ status: "cancelled", refund: null });
      expect(await mayEnter(bought)).toBe(false);
      expect(await ledger.balance(bought.user)).toBe(0);
      // By which the host ends what it has given elsewhere.
      const told = await api.database.superuser`
        select from events where type = 'enrollment.updated' and data ->> 'enrollment' = ${bought.id}
          and data ->> 'status' = 'cancelled'`;
      expect(told).toHaveLength(1);
      if (payee) expect(await school.holdOf(bought.id)).toMatchObject({ status: "released", released: 100 });
    }
    await ledger.expectSound();
  });
});

describe("how much comes back", () => {
  it.each([
    [50, 101, 50],
    [33, 100, 33],
    [1, 199, 1],
    [99, 999_999_999_999_999, 989_999_999_999_999],
  ])("is %i % of %i, rounded down: %i; the rest is earned", async (percent, amount, refund) => {
    await policy({ percent });
    for (const payee of [null, `teacher-${percent}`]) {
      const bought = await buyer(amount, { payee });
      expect((await preview(bought)).refund?.amount).toBe(refund);
      expect((await cancel(bought, { expectedRefund: refund })).body.refund?.amount).toBe(refund);
      expect(await ledger.balance(bought.user)).toBe(refund);
      if (payee) {
        expect(await school.holdOf(bought.id)).toMatchObject({ refunded: refund, released: amount - refund, held: 0 });
        expect(await school.earnings(payee)).toMatchObject([{ balance: amount - refund }]);
      }
    }
  });

  it("is nothing of nothing: with 0 % it is refused, and not called a refund of zero", async () => {
    await policy({ percent: 0 });
    const bought = await buyer();
    expect(await preview(bought)).toMatchObject({ refund: null, obstacle: { code: "refund.nothing_left" } });
    expect((await cancel(bought)).body.code).toBe("refund.nothing_left");
  });

  it("is what was shown, or nothing happens", async () => {
    const bought = await buyer(100, { payee: "teacher" });
    const { status, body } = await cancel(bought, { expectedRefund: 99 });
    expect([status, body]).toMatchObject([
      409,
      { code: "refund.changed", expected: 99, actual: 100, currency: "UNIT" },
    ]);
    expect([await mayEnter(bought), await ledger.balance(bought.user)]).toEqual([true, 0]);
    expect((await cancel(bought, { expectedRefund: 100 })).status).toBe(200);
  });

  it("is what was paid, and not what it costs now", async () => {
    const bought = await buyer(60, { payee: "teacher" });
    await school.must("PUT", `/v1/offerings/${bought.offering}`, {
      payee: "teacher",
      prices: [{ currency: "UNIT", amount: 500 }],
    });
    expect((await cancel(bought)).body.refund?.amount).toBe(60);
  });

  it("of a session that is over is nothing", async () => {
    const times = { kind: "session", startsAt: "2026-11-20T10:00:00Z", endsAt: "2026-11-20T11:00:00Z" };
    for (const payee of [null, "teacher"]) {
      api.clock.set("2026-11-20T09:00:00.000Z");
      const bought = await buyer(10, { ...times, payee });
      api.clock.set("2026-11-20T10:59:59.999Z");
      expect((await preview(bought)).refund?.amount).toBe(10);
      api.clock.set("2026-11-20T11:00:00.000Z");
      expect((await cancel(bought)).body.code).toBe("refund.nothing_left");
    }
  });
});

describe("where it goes", () => {
  const bothLots = async (payee: string | null) => {
    const user = await ledger.learner(grant(30, { expiresAt: "2026-11-25T00:00:00Z" }), topUp(70));
    const offering = await school.offering({ payee }, 100);
    return school.buy(user, offering);
  };
  const until = "until 2026-11-25T00:00:00.000Z";

  it("is the very lots that paid, with their terms", async () => {
    for (const payee of [null, "teacher"]) {
      const bought = await bothLots(payee);
      expect((await cancel(bought)).body.refund).toMatchObject({ amount: 100, destination: "lots", balance: 100 });
      expect(await ledger.lots(bought.user)).toEqual([`promotional 30 ${until}`, "refundable 70"]);
    }
    await ledger.expectSound();
  });

  it("is credit that can only be spent, where the policy offers it and the learner asks for it", async () => {
    await policy({ destinations: ["lots", "credit"] });
    for (const payee of [null, "teacher"]) {
      const bought = await bothLots(payee);
      expect((await preview(bought)).destinations).toEqual(["lots", "credit"]);
      expect((await cancel(bought, { destination: "credit" })).body.refund).toMatchObject({ destination: "credit" });
      expect(await ledger.lots(bought.user)).toEqual(["promotional 100"]);
    }
  });

  it("is what the policy names first, and nowhere that it does not name", async () => {
    await policy({ destinations: ["credit"] });
    const bought = await buyer(100, { payee: "teacher" });
    const { body } = await cancel(bought, { destination: "lots" });
    expect(body).toMatchObject({ code: "refund.destination_unavailable", destinations: ["credit"] });
    expect((await cancel(bought)).body.refund).toMatchObject({ destination: "credit" });
  });

  it("is the lot again for some days, if it has expired meanwhile and the tenant reissues", async () => {
    const bought = await bothLots("teacher");
    api.clock.set("2026-11-26T09:00:00.000Z");
    expect((await cancel(bought)).body.refund).toMatchObject({ amount: 100, balance: 100 });
    expect(await ledger.lots(bought.user)).toEqual(["promotional 30 until 2026-12-26T09:00:00.000Z", "refundable 70"]);
  });

  it("is lost as far as its lot has expired, if the tenant forfeits: what is told is what arrives", async () => {
    await ledger.academy.settings({ refundToExpiredLot: { policy: "forfeit" } });
    const bought = await bothLots("teacher");
    api.clock.set("2026-11-26T09:00:00.000Z");
    expect((await cancel(bought)).body.refund).toMatchObject({ amount: 70, balance: 70 });
    expect(await school.holdOf(bought.id)).toMatchObject({ refunded: 100, held: 0 });
    await ledger.expectSound();
  });

  it("is a frozen wallet, too", async () => {
    const bought = await buyer(100, { payee: "teacher" });
    await school.must("PUT", `/v1/users/${bought.user}/wallets/UNIT/freeze`, { reason: "Suspicious" });
    expect((await cancel(bought)).body.refund).toMatchObject({ balance: 100 });
  });
});

describe("cancelling", () => {
  it.each(["teacher", null])(
    "of a course with payee %s does what the preview shows, which changes nothing",
    async (payee) => {
      const sessions = await Promise.all(
        [21, 22, 23].map((day) =>
          school.session({ startsAt: `2026-11-${day}T10:00:00Z`, endsAt: `2026-11-${day}T11:00:00Z` }),
        ),
      );
      const bought = await buyer(100, { payee, includes: sessions });
      for (const [instant, amount] of [
        ["2026-11-21T10:59:59.999Z", 100],
        ["2026-11-21T11:00:00.000Z", 67],
        ["2026-11-22T11:00:00.000Z", 34],
      ] as const) {
        api.clock.set(instant);
        const shown = await preview(bought);
        expect(shown).toMatchObject({
          paid: { amount: 100 },
          refund: { amount, currency: "UNIT", digits: 0 },
          asOf: instant,
        });
        expect(await preview(bought)).toEqual(shown);
      }
      expect((await cancel(bought)).body.refund?.amount).toBe(34);
      expect(await preview(bought).catch((error) => String(error))).toContain("enrollment.ended");
      await ledger.expectSound();
    },
  );

  it("gives the part of a cancelled session back, though it would be over: at once without a payee, or else by itself", async () => {
    for (const payee of ["teacher", null]) {
      api.clock.set("2026-11-20T09:00:00.000Z");
      const [first = "", second = ""] = await Promise.all(
        [21, 22].map((day) =>
          school.session({ startsAt: `2026-11-${day}T10:00:00Z`, endsAt: `2026-11-${day}T11:00:00Z` }),
        ),
      );
      const bought = await buyer(100, { payee, includes: [first, second] });
      await school.must("POST", `/v1/offerings/${first}/cancel`, { reason: "Ill" });
      api.clock.set("2026-11-22T11:00:00.000Z");
      const outcome = payee === null ? { refund: { amount: 50 } } : { obstacle: { code: "refund.nothing_left" } };
      expect(await preview(bought)).toMatchObject(outcome);
      if (payee === null) await cancel(bought);
      else await runJob(api, ledger.academy, holdJobs.settleSessions);
      expect(await ledger.balance(bought.user)).toBe(50);
    }
    await ledger.expectSound();
  });

  it("twice at once, through several processes, pays back once", async () => {
    for (const payee of [null, "teacher"]) {
      const bought = await buyer(100, { payee });
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) => {
          const via = ledger.servers[i % ledger.servers.length] as Caller;
          return i % 2 && i > 2
            ? cancelAny(bought, "all", via)
            : via("POST", `/v1/users/${bought.user}/enrollments/${bought.id}/cancel`, {});
        }),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
      for (const { status, body } of answers) if (status === 409) expect(body.code).toBe("enrollment.ended");
      expect(await ledger.balance(bought.user)).toBe(100);
      const lines = await ledger.statement(bought.user);
      expect(lines.filter(({ type }) => type === "reversal")).toHaveLength(1);
    }
    await ledger.expectSound();
  });

  it("again with the same key answers the same, and pays back once", async () => {
    const bought = await buyer(100, { payee: "teacher" });
    const path = `/v1/users/${bought.user}/enrollments/${bought.id}/cancel`;
    const [first, second] = [1, 2].map(() =>
      ledger.academy.server("POST", path, {}, { idempotencyKey: "cancel-once" }),
    );
    expect((await second)?.body).toEqual((await first)?.body);
    expect(await ledger.balance(bought.user)).toBe(100);
  });

  it("after completion is refused, unless nothing is to come back", async () => {
    const bought = await buyer(100, { payee: "teacher" });
    await school.must("PATCH", `/v1/enrollments/${bought.id}`, { completionPercentage: 100 });
    expect(await preview(bought)).toMatchObject({ refund: null, obstacle: { code: "enrollment.completed" } });
    expect(await cancel(bought)).toMatchObject({ status: 409, body: { code: "enrollment.completed" } });
    expect(await mayEnter(bought)).toBe(true);
    expect((await cancel(bought, { waiveRefund: true })).body).toMatchObject({ refund: null });
  });

  it("of one reason leaves the access that another gives", async () => {
    const bought = await buyer(100, { payee: "teacher" });
    const { user, offering } = bought;
    await school.must("POST", `/v1/users/${user}/entitlements`, { offering, reason: "Prize" });
    expect(await preview(bought)).toMatchObject({ refund: { amount: 100 }, keepsAccess: true });
    expect((await cancel(bought)).body).toMatchObject({ status: "active", refund: { amount: 100 } });
    expect(await mayEnter(bought)).toBe(true);
    // What is left was given, and gives nothing back.
    expect(await preview(bought)).toMatchObject({ paid: null, refund: null, keepsAccess: false });
    expect((await cancel(bought)).body).toMatchObject({ status: "cancelled", refund: null });
    expect(await mayEnter(bought)).toBe(false);
  });

  it("of one of three that were bought takes that one, and leaves the money and the access of the others", async () => {
    const user = await ledger.learner(topUp(60));
    const bought: Bought[] = [];
    for (const [price, payee] of [
      [10, "teacher"],
      [20, "teacher"],
      [30, null],
    ] as const) {
      bought.push(await school.buy(user, await school.offering({ payee }, price)));
    }
    const [one, two, three] = bought as [Bought, Bought, Bought];
    expect((await cancel(two)).body.refund).toMatchObject({ amount: 20, balance: 20 });
    expect(await Promise.all(bought.map(mayEnter))).toEqual([true, false, true]);
    expect((await preview(one)).refund?.amount).toBe(10);
    expect((await preview(three)).refund?.amount).toBe(30);
    // Nor does a part that an admin gives back.
    await school.decide((await school.holdOf(one.id)).id, { refund: 4 });
    expect([await mayEnter(one), await ledger.balance(user)]).toEqual([true, 24]);
    const { data } = await school.must<{ data: enrollments.EnrollmentWithPayment[] }>(
      "GET",
      `/v1/users/${user}/enrollments`,
    );
    expect(data.map(({ payment }) => [payment?.status, payment?.refunded])).toEqual([
      ["paid", 0],
      ["refunded", 20],
      ["held", 4],
    ]);
  });

  it("of what includes others ends the access to all of them, but for what was bought by itself", async () => {
    const [own, included] = [await school.offering({ payee: "teacher" }, 10), await school.offering({}, 20)];
    const session = await school.session({});
    await school.must("PUT", `/v1/offerings/${included}`, { includes: [session] });
    const membership = await school.offering({ kind: "membership", payee: "teacher", includes: [own, included] }, 90);
    const user = await ledger.learner(topUp(100));
    await school.buy(user, own);
    const bought = await school.buy(user, membership);
    await school.buy(user, included);
    expect((await cancel(bought)).body.refund).toMatchObject({ amount: 90, balance: 90 });
    const entered = await Promise.all([own, included, session].map((offering) => mayEnter({ user, offering })));
    expect(entered).toEqual([true, false, false]);
  });

  it("after an admin released a part gives back what is left, and no more", async () => {
    const bought = await buyer(100, { payee: "teacher" });
    await school.decide((await school.holdOf(bought.id)).id, { release: 40 });
    expect((await preview(bought)).refund?.amount).toBe(60);
    expect((await cancel(bought)).body.refund).toMatchObject({ amount: 60, balance: 60 });
    expect(await school.holdOf(bought.id)).toMatchObject({ released: 40, refunded: 60, held: 0 });
  });

  it("of one reason settles what was paid for it, though another keeps the learner there", async () => {
    const sessions = await Promise.all(
      [21, 22].map((day) =>
        school.session({ startsAt: `2026-11-${day}T10:00:00Z`, endsAt: `2026-11-${day}T11:00:00Z` }),
      ),
    );
    const bought = await buyer(100, { payee: "teacher", includes: sessions });
    await school.must("POST", `/v1/users/${bought.user}/entitlements`, { offering: bought.offering, reason: "Prize" });
    api.clock.set("2026-11-21T11:00:00.000Z");
    expect((await cancel(bought)).body.refund?.amount).toBe(50);
    // The second is not theirs to lose: it was not paid for any more.
    await school.must("POST", `/v1/offerings/${sessions[1]}/cancel`, { reason: "Ill" });
    await school.must("POST", `/v1/users/${bought.user}/enrollments/${bought.id}/confirm`);
    expect(await school.holdOf(bought.id)).toMatchObject({ released: 50, refunded: 50 });
  });

  it("keeps the history: enroll, cancel, and enroll again", async () => {
    const bought = await buyer(100, { payee: "teacher" });
    await cancel(bought);
    const again = await school.buy(bought.user, bought.offering);
    expect(again.id).not.toBe(bought.id);
    await school.cancel(bought.user, again.id);
    await school.buy(bought.user, bought.offering);
    const { data } = await school.must<{ data: enrollments.Enrollment[] }>(
      "GET",
      `/v1/users/${bought.user}/enrollments`,
    );
    expect(data.map(({ status }) => status)).toEqual(["active", "cancelled", "cancelled"]);
    expect(data.at(-1)).toMatchObject({ id: bought.id, endedAt: "2026-11-20T09:00:00.000Z" });
    expect(await ledger.balance(bought.user)).toBe(0);
    expect((await ledger.statement(bought.user)).map(({ amount }) => amount)).toEqual([
      100, -100, 100, -100, 100, -100,
    ]);
    await ledger.expectSound();
  });

  it("of what was free, or given, gives nothing back and ends it", async () => {
    const user = await ledger.learner();
    const [free, given] = [await school.offering({ payee: "teacher" }), await school.offering({}, 50)];
    const bought = await school.buy(user, free);
    const granted = await school.must<enrollments.Enrollment>("POST", `/v1/users/${user}/entitlements`, {
      offering: given,
      reason: "Prize",
    });
    for (const [offering, { id }] of [
      [free, bought],
      [given, granted],
    ] as const) {
      expect(await school.preview(user, id)).toMatchObject({
        paid: null,
        refund: null,
        obstacle: null,
        refundableUntil: null,
      });
      expect((await school.cancel(user, id)).body).toMatchObject({ status: "cancelled", refund: null });
      expect(await mayEnter({ user, offering })).toBe(false);
    }
  });

  it("frees the place", async () => {
    const bought = await buyer(100, { payee: "teacher", capacity: 1 });
    const next = await ledger.learner(topUp(100));
    expect((await school.call("POST", `/v1/users/${next}/enrollments`, { offering: bought.offering })).status).toBe(
      409,
    );
    await cancel(bought);
    expect((await school.call("POST", `/v1/users/${next}/enrollments`, { offering: bought.offering })).status).toBe(
      201,
    );
  });

  it("in dispute gives nothing back, and what is disputed waits for its decision though the learner leaves", async () => {
    for (const leave of [
      (bought: Bought) => cancel(bought, { waiveRefund: true }),
      (bought: Bought) => cancelAny(bought, "policy"),
      (bought: Bought) => cancelAny(bought, "none"),
    ]) {
      const bought = await buyer(100, { payee: "teacher-d" });
      await school.must("POST", `/v1/users/${bought.user}/enrollments/${bought.id}/dispute`, { reason: "Empty" });
      expect((await preview(bought)).obstacle).toEqual({ code: "hold.disputed" });
      expect((await cancel(bought)).body.code).toBe("hold.disputed");
      expect((await leave(bought)).body).toMatchObject({ status: "cancelled", refund: null });
      expect(await school.holdOf(bought.id)).toMatchObject({ held: 100, dispute: { reason: "Empty" } });
    }
  });
});

describe("an admin", () => {
  const later = () => api.clock.advance({ days: 30 });

  it("cancels beyond the policy: all comes back, also what was released and withdrawn", async () => {
    const bought = await buyer(100, { payee: "teacher-a" });
    await school.decide((await school.holdOf(bought.id)).id, { release: 60 });
    later();
    await school.withdraw("teacher-a", 60);
    expect((await cancelAny(bought, "all")).body).toMatchObject({ status: "cancelled", refund: { amount: 100 } });
    expect(await ledger.balance(bought.user)).toBe(100);
    expect(await school.earnings("teacher-a")).toMatchObject([{ balance: -60, owed: 60, underWay: 60 }]);
    await ledger.expectSound();
  });

  it("gives back of all only what was not given back before", async () => {
    const bought = await buyer(100);
    await ledger.reverse(bought.transaction ?? "", { amount: 40 });
    expect((await cancelAny(bought, "all")).body.refund?.amount).toBe(60);
    expect(await ledger.balance(bought.user)).toBe(100);
  });

  it("cancels by the policy, or with nothing, and is never refused for it", async () => {
    const [inTime, late, none] = [await buyer(), await buyer(), await buyer()];
    expect((await cancelAny(inTime, "policy")).body.refund?.amount).toBe(100);
    expect((await cancelAny(none, "none")).body).toMatchObject({ status: "cancelled", refund: null });
    later();
    expect((await cancelAny(late, "policy")).body).toMatchObject({ status: "cancelled", refund: null });
  });

  it("is named in the audit log, with why and how much", async () => {
    const bought = await buyer(100, { payee: "teacher" });
    const office = await ledger.academy.as("office", ["admin"]);
    expect((await cancelAny(bought, "all", office)).status).toBe(200);
    const { data } = await school.must<{ data: object[] }>(
      "GET",
      `/v1/audit-records?object=enrollment:${bought.id}&limit=100`,
    );
    expect(data).toContainEqual(
      expect.objectContaining({
        actor: "user:office",
        action: "enrollment.cancelled",
        object: `enrollment:${bought.id}`,
        after: expect.objectContaining({ reason: "Ill", refund: expect.objectContaining({ amount: 100 }) }),
      }),
    );
  });

  it.each(["learner", "instructor", "manager"] as const)("is needed: a %s may not cancel for others", async (role) => {
    const bought = await buyer(100, { payee: "teacher" });
    const own = await ledger.academy.as("teacher", [role]);
    const { status, body } = await cancelAny(bought, "all", own);
    expect([status, body.code]).toEqual([403, "auth.forbidden"]);
    expect(await mayEnter(bought)).toBe(true);
  });
});

describe("another user's enrollment", () => {
  it("is answered as one that there is not, to the last byte", async () => {
    const bought = await buyer(100, { payee: "teacher" });
    const stranger = await ledger.academy.as("stranger");
    const missing = "enr_00000000000000000000000000";
    for (const [method, path] of [
      ["GET", "cancellation"],
      ["POST", "cancel"],
    ] as const) {
      const answers = await Promise.all(
        [bought.id, missing].map((id) =>
          stranger(method, `/v1/me/enrollments/${id}/${path}`, method === "POST" ? {} : undefined),
        ),
      );
      const [theirs, nobodys] = answers.map(({ status, body }) => ({ status, ...body, requestId: "" }));
      expect(theirs).toEqual(nobodys);
      expect(theirs).toMatchObject({ status: 404, code: "enrollment.not_found" });
    }
    expect(await mayEnter(bought)).toBe(true);
  });

  it("can't be cancelled under one's own name by its id, with the server's key either", async () => {
    const bought = await buyer(100, { payee: "teacher" });
    const other = await ledger.learner();
    expect((await school.cancel(other, bought.id)).body.code).toBe("enrollment.not_found");
    expect(await ledger.balance(bought.user)).toBe(0);
  });
});
