import { tenants } from "@bursar/sdk/contract";
import { beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { createSchool, runJob } from "../../test/school.ts";
import { holdJobs } from "./index.ts";

const ledger = useLedger();
const { api } = ledger;
const school = createSchool(ledger);
const settle = () => runJob(api, ledger.academy, holdJobs.settleSessions);
let connections = 0;

beforeEach(async () => {
  api.clock.set("2026-11-20T09:00:00.000Z");
  await release({});
});

const release = (changes: Partial<tenants.TenantSettings["release"]>) =>
  ledger.academy.settings({ release: { ...tenants.defaultSettings.release, ...changes } });

/** From ten to eleven on the 21st, for 100. */
const session = (): Promise<string> => school.session({ payee: "host" }, 100);

/** Somebody was there from a minute of the session to another. */
async function stayed(id: string, user: string, from: number, to: number): Promise<void> {
  const at = (minutes: number) => new Date(Date.parse("2026-11-21T10:00:00Z") + minutes * 60_000).toISOString();
  const connection = `c-${++connections}`;
  await school.must("POST", `/v1/offerings/${id}/attendance/events`, {
    events: [
      { user, connection, type: "joined", at: at(from) },
      { user, connection, type: "left", at: at(to) },
    ],
  });
}
async function buyer(id: string) {
  const user = await ledger.learner(topUp(100));
  return { ...(await school.buy(user, id)), user };
}
async function settled(enrollment: string): Promise<[released: number, refunded: number, disputed: boolean]> {
  const { released, refunded, dispute } = await school.holdOf(enrollment);
  return [released, refunded, dispute !== null];
}
async function whenSettled(): Promise<void> {
  api.clock.set("2026-11-23T11:00:00.000Z");
  await settle();
}

describe("a session whose host was not there", () => {
  it("gives everybody everything back, though they were there themselves", async () => {
    const id = await session();
    const [there, away] = [await buyer(id), await buyer(id)];
    api.clock.set("2026-11-21T11:30:00.000Z");
    await stayed(id, there.user, 0, 60);
    await whenSettled();
    expect(await settled(there.id)).toEqual([0, 100, false]);
    expect(await settled(away.id)).toEqual([0, 100, false]);
    expect(await ledger.balance(there.user)).toBe(100);
    await ledger.expectSound();
  });
});

describe("a session that its host has held", () => {
  // Thirty of sixty minutes, as seen by each rule.
  const table = (steps: [number, number][]): Partial<tenants.TenantSettings["release"]> => ({
    attendance: {
      mode: "table",
      steps: steps.map(([attendedPercent, releasedPercent]) => ({ attendedPercent, releasedPercent })),
    },
  });
  it.each<[string, Partial<tenants.TenantSettings["release"]>, number, [number, number, boolean]]>([
    ["is paid whole when attendance is ignored", {}, 30, [100, 0, false]],
    ["is paid by the highest step that was reached: full", table([[50, 100]]), 30, [100, 0, false]],
    [
      "is paid by the highest step that was reached: a part",
      table([
        [0, 20],
        [50, 60],
        [80, 100],
      ]),
      30,
      [60, 40, false],
    ],
    ["is paid by the highest step that was reached: none", table([[51, 100]]), 30, [0, 100, false]],
    ["waits for a decision where it was missed", { attendance: { mode: "decide" } }, 29, [0, 0, true]],
    [
      "is paid where it was attended, and missing waits for a decision",
      { attendance: { mode: "decide" } },
      30,
      [100, 0, false],
    ],
  ])("%s", async (_, rule, minutes, expected) => {
    await release(rule);
    const id = await session();
    const { user, id: enrollment } = await buyer(id);
    api.clock.set("2026-11-21T11:30:00.000Z");
    await stayed(id, "host", 0, 60);
    await stayed(id, user, 0, minutes);
    await whenSettled();
    expect(await settled(enrollment)).toEqual(expected);
    await ledger.expectSound();
  });

  it("is not given back to whoever has been in it, and to whoever has not until it is over", async () => {
    const id = await session();
    const [there, away] = [await buyer(id), await buyer(id)];
    api.clock.set("2026-11-21T10:30:00.000Z");
    await stayed(id, there.user, 0, 5);
    expect((await school.preview(there.user, there.id)).obstacle).toEqual({ code: "enrollment.attended" });
    expect((await school.cancel(there.user, there.id)).body.code).toBe("enrollment.attended");
    expect((await school.preview(away.user, away.id)).refund?.amount).toBe(100);
    api.clock.set("2026-11-21T11:00:00.000Z");
    expect((await school.preview(away.user, away.id)).obstacle).toEqual({ code: "refund.nothing_left" });
  });

  it("is paid when its time has passed, though nobody has heard it end, nor anybody leave", async () => {
    const id = await session();
    const { user, id: enrollment } = await buyer(id);
    api.clock.set("2026-11-21T11:30:00.000Z");
    await school.must("POST", `/v1/offerings/${id}/attendance/events`, {
      events: ["host", user].map((who) => ({
        ...{ user: who, connection: `lost-${who}`, type: "joined", at: "2026-11-21T10:00:00Z" },
      })),
    });
    api.clock.set("2026-11-23T10:59:59.999Z");
    await settle();
    expect(await settled(enrollment)).toEqual([0, 0, false]);
    await whenSettled();
    expect(await settled(enrollment)).toEqual([100, 0, false]);
  });

  it("of a course has had its part from when its learner has been in it", async () => {
    const sessions = [await school.session({ payee: "host" }), await school.session({ payee: "host" })] as const;
    const course = await school.offering({ payee: "host", includes: [...sessions] }, 100);
    const [there, away] = [await buyer(course), await buyer(course)];
    api.clock.set("2026-11-21T10:30:00.000Z");
    await stayed(sessions[0], there.user, 0, 5);
    expect((await school.preview(there.user, there.id)).refund?.amount).toBe(50);
    expect((await school.preview(away.user, away.id)).refund?.amount).toBe(100);
    expect((await school.cancel(there.user, there.id)).body.refund?.amount).toBe(50);
  });

  it("by hand set to attended or missed counts as all or nothing", async () => {
    await release(table([[50, 100]]));
    const id = await session();
    const [one, other] = [await buyer(id), await buyer(id)];
    api.clock.set("2026-11-21T11:30:00.000Z");
    await stayed(id, "host", 0, 60);
    await stayed(id, other.user, 0, 60);
    for (const [{ user }, status] of [
      [one, "attended"],
      [other, "missed"],
    ] as const) {
      await school.must("PUT", `/v1/offerings/${id}/attendance/${user}`, { status, reason: "The tool was down" });
    }
    await whenSettled();
    expect([await settled(one.id), await settled(other.id)]).toEqual([
      [100, 0, false],
      [0, 100, false],
    ]);
  });
});

describe("a session of which nobody has reported anything", () => {
  it.each([
    ["release", [100, 0, false]],
    ["decide", [0, 0, true]],
  ] as const)("is left to the tenant: %s", async (unknownPresence, expected) => {
    await release({
      unknownPresence,
      attendance: { mode: "table", steps: [{ attendedPercent: 50, releasedPercent: 100 }] },
    });
    const bought = await buyer(await session());
    await whenSettled();
    expect(await settled(bought.id)).toEqual(expected);
  });
});
