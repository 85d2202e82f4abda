import type { waitlist } from "@bursar/sdk/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { Caller } from "../../test/api.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { createSchool, runJob } from "../../test/school.ts";
import { waitlistJobs } from "./index.ts";

const ledger = useLedger({ otherProcesses: 3 });
const { api } = ledger;
const school = createSchool(ledger);
const amount = 50;

beforeEach(() => api.clock.set("2026-11-20T09:00:00.000Z"));

const job = () => runJob(api, ledger.academy, waitlistJobs.promoteAll);
const learners = (count: number) => Promise.all(Array.from({ length: count }, () => ledger.learner(topUp(amount))));
const server = (index: number) => ledger.servers[index % ledger.servers.length] as Caller;
const join = (user: string, offering: string, via = ledger.academy.server) =>
  via<waitlist.WaitlistEntry>("POST", `/v1/users/${user}/waitlist`, { offering });
const enroll = (user: string, offering: string, via = ledger.academy.server) =>
  via("POST", `/v1/users/${user}/enrollments`, { offering, expectedPrice: { currency: "UNIT", amount } });
const lineOf = async (offering: string) =>
  (await school.must<{ data: waitlist.WaitlistEntry[] }>("GET", `/v1/offerings/${offering}/waitlist?limit=100`)).data;
const offeredIn = async (offering: string) =>
  (await lineOf(offering)).filter(({ status }) => status === "offered").map(({ user }) => user);

/** So many places, all of them taken, and so many who wait, in their order. */
async function full(capacity: number, waiting: number) {
  const offering = await school.offering({ capacity }, amount);
  const inside = await learners(capacity);
  const bought = await Promise.all(inside.map((user) => school.buy(user, offering)));
  const line = await learners(waiting);
  for (const user of line) expect((await join(user, offering)).status).toBe(201);
  const cancel = (index: number, via = ledger.academy.server) =>
    via("POST", `/v1/users/${inside[index]}/enrollments/${bought[index]?.id}/cancel`, {});
  return { offering, line, cancel };
}

/** Asked of the tables: who is in, and whether somebody is twice. */
async function inside(offering: string) {
  const [row] = await api.database.superuser<{ enrollments: number; users: number; paid: number }[]>`
    select count(*)::int as enrollments, count(distinct e.user_id)::int as users, count(distinct n.transaction_id)::int as paid
    from enrollments e join entitlements n on n.enrollment_id = e.id and n.revoked_at is null
    where e.offering_id = ${offering} and e.status = 'active'`;
  return row;
}

describe("fifty buyers, a line of twenty, and five places that get free at the same moment", () => {
  it("leave the places to the first five of the line, and sell none twice", { timeout: 60_000 }, async () => {
    const { offering, line, cancel } = await full(8, 20);
    const buyers = await learners(50);
    const work = [
      ...buyers.map((user, i) => enroll(user, offering, server(i))),
      ...[0, 1, 2, 3, 4].map((i) => cancel(i, server(i))),
    ];
    const answers = await Promise.all(work);
    expect(answers.slice(0, 50).every(({ body }) => body.code === "offering.full")).toBe(true);
    expect(answers.slice(50).map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect(await offeredIn(offering)).toEqual(line.slice(0, 5));

    // All of the line, and the buyers again: those with an offer get in.
    const everybody = [...line, ...buyers];
    const second = await Promise.all(everybody.map((user, i) => enroll(user, offering, server(i))));
    expect(everybody.filter((_, i) => second[i]?.status === 201)).toEqual(line.slice(0, 5));
    expect(await inside(offering)).toEqual({ enrollments: 8, users: 8, paid: 8 });
    expect((await lineOf(offering)).map(({ user }) => user)).toEqual(line.slice(5));
    await ledger.expectSound();
  });
});

describe("offers that are made at the same moment", () => {
  it("by several processes and by the job: each free place is offered once, and in order", async () => {
    const { offering, line, cancel } = await full(3, 6);
    await Promise.all([cancel(0, server(0)), cancel(1, server(1)), job(), job()]);
    await Promise.all([job(), job(), job()]);
    expect(await offeredIn(offering)).toEqual(line.slice(0, 2));
    const [row] = await api.database.superuser`
      select count(*)::int as offers from events where type = 'waitlist.offered' and data ->> 'offering' = ${offering}`;
    expect(row).toEqual({ offers: 2 });
  });
});

describe("those who join at the same moment", () => {
  it("each get a place of their own, and one who joins twice gets one", async () => {
    const { offering } = await full(1, 0);
    const users = await learners(6);
    const answers = await Promise.all([...users, ...users].map((user, i) => join(user, offering, server(i))));
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(6);
    expect((await lineOf(offering)).map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("as the last of the offering is given back: a place, or a place in the line, and never neither", async () => {
    for (let round = 0; round < 4; round++) {
      const { offering, cancel } = await full(1, 0);
      const user = await ledger.learner(topUp(amount));
      const [answer] = await Promise.all([join(user, offering, server(round)), cancel(0, server(round + 1))]);
      if (answer.status === 201) expect(await offeredIn(offering)).toEqual([user]);
      else expect(answer.body.code).toBe("waitlist.not_full");
      expect((await enroll(user, offering)).status).toBe(201);
    }
  });
});

describe("an offer that ends while it is accepted", () => {
  it("has one outcome: its holder is in, or the next has the offer", async () => {
    for (let round = 0; round < 6; round++) {
      const { offering, line, cancel } = await full(1, 2);
      const [holder, next] = line as [string, string];
      await cancel(0);
      // One process is still before the end, the job already after it.
      const late = { ...api, clock: { ...api.clock, now: () => new Date("2026-11-21T09:00:00.000Z") } };
      const [accepted] = await Promise.all([
        enroll(holder, offering, server(round)),
        runJob(late, ledger.academy, waitlistJobs.promoteAll),
      ]);
      const entries = await api.database.superuser<{ user: string; status: string }[]>`
        select user_id as user, status from waitlist_entries where offering_id = ${offering} order by number`;
      expect([...entries]).toEqual(
        accepted.status === 201
          ? [
              { user: holder, status: "accepted" },
              { user: next, status: "waiting" },
            ]
          : [
              { user: holder, status: "expired" },
              { user: next, status: "offered" },
            ],
      );
      if (accepted.status !== 201) expect(accepted.body.code).toBe("offering.full");
      expect((await inside(offering))?.users).toBe(accepted.status === 201 ? 1 : 0);
      expect(await ledger.balance(holder)).toBe(accepted.status === 201 ? 0 : amount);
    }
  });

  it("or given back: its holder is in, or has left", async () => {
    for (let round = 0; round < 4; round++) {
      const { offering, line, cancel } = await full(1, 1);
      const holder = line[0] as string;
      await cancel(0);
      const [accepted, left] = await Promise.all([
        enroll(holder, offering, server(round)),
        server(round + 1)("DELETE", `/v1/users/${holder}/waitlist/${offering}`),
      ]);
      // Whoever has left is a passer-by, and nobody waits.
      expect(accepted.status).toBe(201);
      expect(left.status).toBe(200);
      expect(["accepted", "left"]).toContain(left.body.status);
      expect(await inside(offering)).toEqual({ enrollments: 1, users: 1, paid: 1 });
    }
  });
});
