import type { events } from "@bursar/sdk/contract";
import { beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { createSchool, runJob } from "../../test/school.ts";
import { typedId } from "../platform/ids.ts";
import { holdJobs } from "./index.ts";

const ledger = useLedger({ otherProcesses: 1 });
const { api } = ledger;
const school = createSchool(ledger);
const decideOverdue = () => runJob(api, ledger.academy, holdJobs.decideOverdue);
const limit = { days: 90, warningDays: 14 };

beforeEach(async () => {
  api.clock.set("2026-11-20T09:00:00.000Z");
  await ledger.academy.settings({ disputeLimit: limit });
});

/** A hold of so much, in dispute from now on. */
async function disputed(amount = 100, offering?: string) {
  const user = await ledger.learner(topUp(amount));
  const { id } = await school.buy(user, offering ?? (await school.offering({ payee: "teacher" }, amount)));
  await school.must("POST", `/v1/users/${user}/enrollments/${id}/dispute`, { reason: "Nobody came" });
  return { user, enrollment: id, hold: (await school.holdOf(id)).id };
}

/** What the feed, and so a webhook, tells of a hold. */
async function eventsOf(hold: string): Promise<events.Event[]> {
  const rows = await api.database.superuser<{ id: string; type: string; user_id: string | null; data: object }[]>`
    select id, type, user_id, data from events
    where data ->> 'hold' = ${hold} and type in ('hold.decision_due', 'hold.refunded', 'hold.released') order by id`;
  return rows.map(({ id, type, user_id, data }) => ({ id: typedId("evt", id), type, user: user_id, data }) as never);
}

describe("a dispute that nobody decides", () => {
  it("is warned of once, and then all that is held goes back: to the millisecond, and once", async () => {
    const { user, enrollment, hold } = await disputed();
    api.clock.set("2027-02-04T08:59:59.999Z");
    await decideOverdue();
    expect(await eventsOf(hold)).toEqual([]);
    api.clock.set("2027-02-04T09:00:00.000Z");
    await decideOverdue();
    await decideOverdue();
    const decidesAt = "2027-02-18T09:00:00.000Z";
    expect(await eventsOf(hold)).toMatchObject([
      { type: "hold.decision_due", user: null, data: { hold, enrollment, currency: "UNIT", amount: 100, decidesAt } },
    ]);
    api.clock.set("2027-02-18T08:59:59.999Z");
    await decideOverdue();
    expect(await school.holdOf(enrollment)).toMatchObject({ held: 100, dispute: { reason: "Nobody came" } });
    api.clock.set(decidesAt);
    await Promise.all([decideOverdue(), decideOverdue(), decideOverdue()]);
    await decideOverdue();
    const after = await school.holdOf(enrollment);
    expect(after).toMatchObject({ status: "refunded", refunded: 100, dispute: null });
    expect(after.movements).toHaveLength(1);
    expect((await eventsOf(hold)).map(({ type }) => type)).toEqual(["hold.decision_due", "hold.refunded"]);
    expect(await ledger.balance(user)).toBe(100);
    const { body } = await ledger.academy.server("GET", `/v1/audit-records?object=hold:${hold}`);
    expect(body.data[0]).toMatchObject({
      actor: "job:decide-overdue-holds",
      action: "hold.decided",
      before: { held: 100 },
      after: { refund: 100, release: 0, clawback: 0 },
    });
    await ledger.expectSound();
  });

  it("keeps what was released before, and no session that is over asks for its part any more", async () => {
    const sessions = await Promise.all(
      [21, 22, 23].map((day) =>
        school.session({ startsAt: `2026-11-${day}T10:00:00Z`, endsAt: `2026-11-${day}T11:00:00Z` }),
      ),
    );
    const course = await school.offering({ payee: "teacher", includes: sessions }, 99);
    const user = await ledger.learner(topUp(99));
    const { id } = await school.buy(user, course);
    api.clock.set("2026-11-21T11:00:00.000Z");
    await school.must("POST", `/v1/users/${user}/enrollments/${id}/confirm`);
    api.clock.set("2026-11-22T11:00:00.000Z");
    await school.must("POST", `/v1/users/${user}/enrollments/${id}/dispute`, { reason: "Nobody came" });
    api.clock.advance({ days: 76 });
    await decideOverdue();
    api.clock.advance({ days: 14 });
    await decideOverdue();
    await runJob(api, ledger.academy, holdJobs.settleSessions);
    expect(await school.holdOf(id)).toMatchObject({ status: "released", released: 33, refunded: 66, held: 0 });
    await ledger.expectSound();
  });

  it("waits for as long as it takes, unless the tenant sets a limit; then it is warned of first, however old", async () => {
    await ledger.academy.settings({ disputeLimit: null });
    const { enrollment, hold } = await disputed();
    api.clock.advance({ days: 1000 });
    await decideOverdue();
    expect(await eventsOf(hold)).toEqual([]);
    await ledger.academy.settings({ disputeLimit: limit });
    await decideOverdue();
    const decidesAt = new Date(api.clock.now().getTime() + 14 * 86_400_000).toISOString();
    expect(await eventsOf(hold)).toMatchObject([{ type: "hold.decision_due", data: { decidesAt } }]);
    api.clock.set(new Date(Date.parse(decidesAt) - 1).toISOString());
    await decideOverdue();
    expect(await school.holdOf(enrollment)).toMatchObject({ held: 100 });
    api.clock.set(decidesAt);
    await decideOverdue();
    expect(await school.holdOf(enrollment)).toMatchObject({ refunded: 100 });
  });

  it("is another one after a decision: it is warned of again, and has its own time", async () => {
    const { user, enrollment, hold } = await disputed();
    api.clock.advance({ days: 80 });
    await decideOverdue();
    await school.decide(hold, { release: 40 });
    await school.must("POST", `/v1/users/${user}/enrollments/${enrollment}/dispute`, { reason: "Nor this time" });
    api.clock.advance({ days: 20 });
    await decideOverdue();
    expect(await school.holdOf(enrollment)).toMatchObject({ held: 60, released: 40 });
    api.clock.advance({ days: 56 });
    await decideOverdue();
    const told = await eventsOf(hold);
    expect(told.filter(({ type }) => type === "hold.decision_due")).toMatchObject([
      { data: { amount: 100 } },
      { data: { amount: 60 } },
    ]);
    api.clock.advance({ days: 14 });
    await decideOverdue();
    expect(await school.holdOf(enrollment)).toMatchObject({ released: 40, refunded: 60 });
  });

  it("and an admin who decides at the same moment: one of the two, and never both", async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => disputed()));
    api.clock.advance({ days: 76 });
    await decideOverdue();
    api.clock.advance({ days: 14 });
    const admin = ledger.servers[1] ?? ledger.academy.server;
    const [answers] = await Promise.all([
      Promise.all(
        all.map(({ hold }) => admin("POST", `/v1/holds/${hold}/decide`, { release: 100, reason: "It took place" })),
      ),
      decideOverdue(),
      decideOverdue(),
    ]);
    for (const [index, { user, enrollment }] of all.entries()) {
      const decided = answers[index]?.status === 200;
      if (!decided) expect(answers[index]?.body).toMatchObject({ code: "hold.ended", holdStatus: "refunded" });
      expect(await school.holdOf(enrollment)).toMatchObject({
        status: decided ? "released" : "refunded",
        released: decided ? 100 : 0,
        refunded: decided ? 0 : 100,
      });
      expect(await ledger.balance(user)).toBe(decided ? 0 : 100);
    }
    await ledger.expectSound();
  });

  it("of a learner whose wallet takes nothing holds up no other, and goes back as soon as it can", async () => {
    const [stuck, other] = [await disputed(), await disputed()];
    api.clock.advance({ days: 76 });
    await decideOverdue();
    api.clock.advance({ days: 14 });
    const block = (at: Date | null) => api.database.superuser`
      update accounts set blocked_at = ${at} where user_id = ${stuck.user} and kind = 'wallet'`;
    await block(api.clock.now());
    await decideOverdue();
    expect(await school.holdOf(stuck.enrollment)).toMatchObject({ held: 100, dispute: { reason: "Nobody came" } });
    expect(await school.holdOf(other.enrollment)).toMatchObject({ refunded: 100 });
    await block(null);
    await decideOverdue();
    expect(await school.holdOf(stuck.enrollment)).toMatchObject({ refunded: 100 });
  });
});

describe("the limit", () => {
  it("is the tenant's setting, and an admin page can't set it", async () => {
    const admin = await ledger.academy.as("boss", ["admin"]);
    expect((await admin("PATCH", "/v1/tenant", { settings: { disputeLimit: limit } })).status).toBe(403);
    const refused = await ledger.academy.server("PATCH", "/v1/tenant", {
      settings: { disputeLimit: { days: 0, warningDays: 14 } },
    });
    expect(refused).toMatchObject({ status: 400, body: { code: "request.invalid" } });
  });

  it("touches nothing that is not in dispute, however long it is held", async () => {
    const session = await school.session(
      { payee: "teacher", startsAt: "2028-01-01T10:00:00Z", endsAt: "2028-01-01T11:00:00Z" },
      5,
    );
    const { id } = await school.buy(await ledger.learner(topUp(5)), session);
    api.clock.advance({ days: 300 });
    await decideOverdue();
    api.clock.advance({ days: 30 });
    await decideOverdue();
    expect(await school.holdOf(id)).toMatchObject({ held: 5 });
  });
});
