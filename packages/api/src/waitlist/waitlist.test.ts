import type { catalog, enrollments, events, Result, waitlist } from "@bursar/sdk/contract";
import { beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { createSchool, runJob } from "../../test/school.ts";
import { waitlistJobs } from "./index.ts";

const ledger = useLedger();
const { api } = ledger;
const school = createSchool(ledger);

beforeEach(() => api.clock.set("2026-11-20T09:00:00.000Z"));

const job = () => runJob(api, ledger.academy, waitlistJobs.promoteAll);
const join = (user: string, offering: string, idempotencyKey?: string) =>
  ledger.academy.server<waitlist.WaitlistEntry>(
    "POST",
    `/v1/users/${user}/waitlist`,
    { offering },
    idempotencyKey ? { idempotencyKey } : {},
  );
const leave = (user: string, offering: string) =>
  ledger.academy.server<waitlist.WaitlistEntry>("DELETE", `/v1/users/${user}/waitlist/${offering}`);
const enroll = (user: string, offering: string, amount?: number) =>
  school.call<enrollments.NewEnrollment>("POST", `/v1/users/${user}/enrollments`, {
    offering,
    ...(amount !== undefined && { expectedPrice: { currency: "UNIT", amount } }),
  });
const statusOf = (user: string, offering: string) =>
  school.must<enrollments.OfferingStatus>("GET", `/v1/users/${user}/offerings/${offering}`);
const placeOf = async (user: string, offering: string) => (await statusOf(user, offering)).waitlist;
const entriesOf = async (user: string) =>
  (await school.must<{ data: waitlist.WaitlistEntry[] }>("GET", `/v1/users/${user}/waitlist`)).data;
const lineOf = async (offering: string) =>
  (await school.must<{ data: waitlist.WaitlistEntry[] }>("GET", `/v1/offerings/${offering}/waitlist`)).data;
const price = (offering: string, amount: number) =>
  school.must("PUT", `/v1/offerings/${offering}/prices/UNIT`, { amount });

interface Full extends catalog.OfferingInput {
  waiting?: number;
  amount?: number;
  /** What each of them has to spend. */
  funds?: number;
}

/** An offering whose places are all taken, and those who wait for one, in their order. */
async function full({ waiting = 2, amount = 50, funds = 100, ...input }: Full = {}) {
  const capacity = input.capacity ?? 1;
  const offering = await school.offering({ ...input, capacity }, amount || undefined);
  const inside = await Promise.all(Array.from({ length: capacity }, () => ledger.learner(topUp(funds))));
  const bought: enrollments.NewEnrollment[] = [];
  for (const user of inside) bought.push(await school.buy(user, offering));
  const line = await Promise.all(Array.from({ length: waiting }, () => ledger.learner(topUp(funds))));
  for (const user of line) expect((await join(user, offering)).status).toBe(201);
  return {
    offering,
    line: line as [string, string, ...string[]],
    cancel: (index = 0) => school.cancel(inside[index] as string, bought[index]?.id as string),
  };
}

describe("joining the line", () => {
  it("gives a place at its end, and the button shows which", async () => {
    const { offering, line } = await full({ waiting: 3 });
    expect(await placeOf(line[2] as string, offering)).toEqual({ status: "waiting", position: 3, offer: null });
    expect(await entriesOf(line[0])).toMatchObject([{ offering, status: "waiting", position: 1, endedAt: null }]);
    expect((await lineOf(offering)).map(({ user, position }) => [user, position])).toEqual(
      line.map((user, index) => [user, index + 1]),
    );
  });

  it("twice is joining once, with the same key and without", async () => {
    const { offering, line } = await full();
    const late = await ledger.learner();
    const first = await join(late, offering, "join-once");
    expect(await join(late, offering, "join-once")).toMatchObject({ status: 201, body: first.body });
    expect((await join(late, offering)).body).toEqual(first.body);
    expect((await join(line[0], offering)).body).toMatchObject({ position: 1 });
  });

  it("is refused where there are places, or is no limit", async () => {
    const user = await ledger.learner();
    expect((await join(user, await school.offering({ capacity: 2 }))).body).toMatchObject({
      code: "waitlist.not_full",
      placesLeft: 2,
    });
    expect((await join(user, await school.offering({}))).body).toMatchObject({
      code: "waitlist.not_full",
      placesLeft: null,
    });
  });

  it("is refused for what enrolling would be refused for, and to whoever is in", async () => {
    const user = await ledger.learner();
    const { offering } = await full({ waiting: 0, amount: 0 });
    const [inside] = (
      await school.must<{ data: enrollments.Enrollment[] }>("GET", `/v1/enrollments?offering=${offering}`)
    ).data;
    expect((await join(inside?.user as string, offering)).body).toMatchObject({
      code: "enrollment.already_enrolled",
      enrollment: inside?.id,
    });
    for (const [input, code] of [
      [{ available: false }, "offering.unavailable"],
      [{ available: true, closesAt: "2026-11-20T08:00:00Z" }, "offering.closed"],
      [{ closesAt: null, opensAt: "2026-12-20T08:00:00Z" }, "offering.not_open_yet"],
      [{ opensAt: null, prerequisites: [await school.offering({})] }, "enrollment.prerequisites_missing"],
    ] as const) {
      await school.must("PUT", `/v1/offerings/${offering}`, input);
      expect((await join(user, offering)).body.code).toBe(code);
    }
    expect((await join(user, "nothing")).body.code).toBe("offering.not_found");
    expect((await join("nobody", offering)).body.code).toBe("user.not_found");
  });

  it("is refused where nobody can begin to wait, and the status says so; whoever waits already goes on", async () => {
    const { offering, line, cancel } = await full();
    const late = await ledger.learner(topUp(50));
    const canWait = async (user: string) => (await statusOf(user, offering)).obstacle?.canWait;
    expect(await canWait(late)).toBe(true);
    await ledger.academy.settings({ waitlist: { open: false, offerHours: 24 } });
    expect(await canWait(late)).toBe(false);
    expect((await join(late, offering)).body.code).toBe("waitlist.closed");
    expect(await entriesOf(late)).toEqual([]);
    expect((await join(line[1], offering)).body).toMatchObject({ status: "waiting", position: 2 });
    await cancel();
    expect(await placeOf(line[0], offering)).toMatchObject({ status: "offered" });
    await ledger.academy.settings({ waitlist: { open: true, offerHours: 24 } });
    expect((await join(late, offering)).body).toMatchObject({ position: 2 });
  });

  it("makes a learner known whom only the token names, and shows nobody another's place", async () => {
    const { offering, line } = await full();
    const newcomer = await ledger.academy.as("waiting-newcomer");
    expect((await newcomer("POST", "/v1/me/waitlist", { offering })).body).toMatchObject({ position: 3 });
    expect((await newcomer("GET", "/v1/me/waitlist")).body.data).toHaveLength(1);
    expect((await newcomer("GET", `/v1/users/${line[0]}/waitlist`)).body.code).toBe("auth.forbidden");
    expect((await newcomer("DELETE", `/v1/users/${line[0]}/waitlist/${offering}`)).body.code).toBe("auth.forbidden");
    expect((await newcomer("GET", `/v1/offerings/${offering}/waitlist`)).body.code).toBe("auth.forbidden");
    const admin = await ledger.academy.as("waiting-admin", ["admin"]);
    expect((await admin("DELETE", `/v1/users/waiting-newcomer/waitlist/${offering}`)).body.status).toBe("left");
  });
});

describe("a place that gets free", () => {
  it("is offered to the next at once, kept from all others, and taken by enrolling", async () => {
    const { offering, line, cancel } = await full();
    const passerBy = await ledger.learner(topUp(100));
    await cancel();
    expect(await placeOf(line[0], offering)).toEqual({
      status: "offered",
      position: null,
      offer: {
        expiresAt: "2026-11-21T09:00:00.000Z",
        prices: [{ currency: "UNIT", digits: 0, amount: 50, version: 1 }],
      },
    });
    expect(await placeOf(line[1], offering)).toMatchObject({ status: "waiting", position: 1 });
    for (const other of [passerBy, line[1]]) {
      expect(await statusOf(other, offering)).toMatchObject({ placesLeft: 0, obstacle: { code: "offering.full" } });
      expect((await enroll(other, offering)).body.code).toBe("offering.full");
    }
    expect(await statusOf(line[0], offering)).toMatchObject({ placesLeft: 1, obstacle: null });
    expect((await enroll(line[0], offering, 50)).status).toBe(201);
    expect(await entriesOf(line[0])).toMatchObject([
      { status: "accepted", offer: null, endedAt: "2026-11-20T09:00:00.000Z" },
    ]);
    expect(await placeOf(line[0], offering)).toBeNull();
  });

  it.each([
    [
      "when access is taken away",
      async (enrollment: string) => {
        const { entitlements } = await school.must<enrollments.EnrollmentWithEntitlements>(
          "GET",
          `/v1/enrollments/${enrollment}`,
        );
        await school.must("POST", `/v1/entitlements/${entitlements[0]?.id}/revoke`, { reason: "Left" });
      },
    ],
    [
      "when an admin cancels",
      (enrollment: string) =>
        school.must("POST", `/v1/enrollments/${enrollment}/cancel`, { refund: "all", reason: "Asked" }),
    ],
    [
      "when there are more places",
      (_: string, offering: string) => school.must("PUT", `/v1/offerings/${offering}`, { capacity: 2 }),
    ],
  ])("%s, is offered, too", async (_, free) => {
    const { offering, line } = await full();
    const { data } = await school.must<{ data: enrollments.Enrollment[] }>(
      "GET",
      `/v1/enrollments?offering=${offering}`,
    );
    await free(data[0]?.id as string, offering);
    expect(await placeOf(line[0], offering)).toMatchObject({ status: "offered" });
    expect(await placeOf(line[1], offering)).toMatchObject({ status: "waiting", position: 1 });
  });

  it("by time is promised to the line before any job has come, and offered when it comes", async () => {
    const { offering, line } = await full({ accessDays: 1 });
    const passerBy = await ledger.learner(topUp(100));
    api.clock.advance({ days: 1 });
    expect((await enroll(passerBy, offering)).body.code).toBe("offering.full");
    expect(await statusOf(line[1], offering)).toMatchObject({ placesLeft: 0 });
    expect(await statusOf(line[0], offering)).toMatchObject({
      placesLeft: 1,
      obstacle: null,
      waitlist: { position: 1 },
    });
    await job();
    expect(await placeOf(line[0], offering)).toMatchObject({ status: "offered" });
    await job();
    expect(await placeOf(line[1], offering)).toMatchObject({ status: "waiting" });
  });

  it("may be taken by whoever is next before any job has come", async () => {
    const { offering, line } = await full({ accessDays: 1 });
    api.clock.advance({ days: 1 });
    expect((await enroll(line[0], offering, 50)).status).toBe(201);
    await job();
    expect(await placeOf(line[1], offering)).toMatchObject({ status: "waiting", position: 1 });
    expect(await entriesOf(line[0])).toMatchObject([{ status: "accepted" }]);
  });

  it("goes to a passer-by when nobody waits for it", async () => {
    const { offering, line } = await full({ waiting: 1 });
    await school.must("PUT", `/v1/offerings/${offering}`, { capacity: 3 });
    const [first, second] = [await ledger.learner(topUp(50)), await ledger.learner(topUp(50))];
    expect((await enroll(first, offering)).status).toBe(201);
    expect((await enroll(second, offering)).body.code).toBe("offering.full");
    expect((await enroll(line[0], offering, 50)).status).toBe(201);
  });

  it("without any limit is everybody's, and the line gets its offers with their prices", async () => {
    const { offering, line } = await full({ waiting: 2 });
    await school.must("PUT", `/v1/offerings/${offering}`, { capacity: null });
    await price(offering, 70);
    expect(await placeOf(line[1], offering)).toMatchObject({ status: "offered" });
    expect((await enroll(await ledger.learner(topUp(70)), offering, 70)).status).toBe(201);
    expect((await enroll(line[1], offering, 50)).status).toBe(201);
    expect(await entriesOf(line[1])).toMatchObject([{ status: "accepted" }]);
  });

  it("is not offered while nobody can enroll, and is when the offering opens again", async () => {
    const { offering, line, cancel } = await full();
    await school.must("PUT", `/v1/offerings/${offering}`, { available: false });
    await cancel();
    await job();
    expect(await placeOf(line[0], offering)).toMatchObject({ status: "waiting" });
    await school.must("PUT", `/v1/offerings/${offering}`, { available: true });
    expect(await placeOf(line[0], offering)).toMatchObject({ status: "offered" });
  });
});

describe("an offer", () => {
  it("keeps the price of its moment, whatever the price becomes, and shows it", async () => {
    const { offering, line, cancel } = await full();
    await cancel();
    await price(offering, 70);
    const shown = await statusOf(line[0], offering);
    expect(shown.offering.prices).toMatchObject([{ amount: 50, version: 1 }]);
    expect(shown.waitlist?.offer?.prices).toEqual(shown.offering.prices);
    expect((await statusOf(line[1], offering)).offering.prices).toMatchObject([{ amount: 70, version: 2 }]);
    expect((await enroll(line[0], offering, 70)).body).toMatchObject({ code: "price.changed", actual: 50 });
    expect((await enroll(line[0], offering, 50)).body).toMatchObject({ balance: { balance: 50 } });
    await ledger.expectSound();
  });

  it("of what was free stays free, and in a currency that is gone still has its price", async () => {
    const free = await full({ amount: 0 });
    await free.cancel();
    await price(free.offering, 70);
    expect((await statusOf(free.line[0], free.offering)).offering.prices).toEqual([]);
    expect((await enroll(free.line[0], free.offering, 0)).body).toMatchObject({ source: "free", transaction: null });

    await school.must("PUT", "/v1/currencies/EUR", {});
    const paid = await full();
    await paid.cancel();
    await school.must("PUT", `/v1/offerings/${paid.offering}`, { prices: [{ currency: "EUR", amount: 900 }] });
    expect(await statusOf(paid.line[0], paid.offering)).toMatchObject({
      balances: [{ currency: "UNIT", balance: 100 }],
      shortfall: null,
    });
    expect((await enroll(paid.line[0], paid.offering, 50)).body).toMatchObject({ balance: { balance: 50 } });
  });

  it("that passes holds no place from that moment on; the next gets it, and who missed it may wait again", async () => {
    const { offering, line, cancel } = await full();
    await cancel();
    api.clock.advance({ hours: 24 });
    expect(await placeOf(line[0], offering)).toBeNull();
    expect(await entriesOf(line[0])).toMatchObject([{ status: "expired", endedAt: "2026-11-21T09:00:00.000Z" }]);
    expect((await enroll(line[0], offering, 50)).body.code).toBe("offering.full");
    expect(await statusOf(line[1], offering)).toMatchObject({ placesLeft: 1, waitlist: { position: 1 } });
    expect((await join(line[0], offering)).body).toMatchObject({ status: "waiting", position: 2 });
    await job();
    expect(await placeOf(line[1], offering)).toMatchObject({ status: "offered" });
    expect((await entriesOf(line[0])).map(({ status }) => status)).toEqual(["waiting", "expired"]);
  });

  it("to whoever lacks the money waits for it until its window is over, and then passes them by", async () => {
    const { offering, line, cancel } = await full({ funds: 50 });
    await ledger.posted(line[0], { type: "spend", amount: 50 });
    await cancel();
    expect(await statusOf(line[0], offering)).toMatchObject({ obstacle: null, shortfall: { missing: 50 } });
    expect((await enroll(line[0], offering, 50)).body.code).toBe("wallet.insufficient_funds");
    expect(await placeOf(line[0], offering)).toMatchObject({ status: "offered" });
    api.clock.advance({ hours: 24 });
    await job();
    expect(await placeOf(line[1], offering)).toMatchObject({ status: "offered" });
    await ledger.posted(line[0], topUp(50));
    expect((await enroll(line[0], offering, 50)).body.code).toBe("offering.full");
    expect(await ledger.balance(line[0])).toBe(50);
  });

  it("lasts as long as the tenant says, and not past the end of enrollment", async () => {
    await ledger.academy.settings({ waitlist: { open: true, offerHours: 2 } });
    const [short, closing] = [await full(), await full({ closesAt: "2026-11-20T10:00:00Z" })];
    await short.cancel();
    await closing.cancel();
    await ledger.academy.settings({ waitlist: { open: true, offerHours: 24 } });
    expect((await placeOf(short.line[0], short.offering))?.offer?.expiresAt).toBe("2026-11-20T11:00:00.000Z");
    expect((await placeOf(closing.line[0], closing.offering))?.offer?.expiresAt).toBe("2026-11-20T10:00:00.000Z");
  });

  it("is kept when the capacity is lowered, and when an admin lets somebody in beyond it", async () => {
    const { offering, line, cancel } = await full({ capacity: 2 });
    await cancel();
    const guest = await ledger.learner();
    const grant = { offering, reason: "Guest" };
    expect((await school.call("POST", `/v1/users/${guest}/entitlements`, grant)).body.code).toBe("offering.full");
    await school.must("POST", `/v1/users/${guest}/entitlements`, { ...grant, overCapacity: true });
    await school.must("PUT", `/v1/offerings/${offering}`, { capacity: 1 });
    expect(await statusOf(line[1], offering)).toMatchObject({ placesLeft: 0 });
    expect((await enroll(line[0], offering, 50)).status).toBe(201);
  });

  it("is taken by a grant, too: who is in waits no more", async () => {
    const { offering, line, cancel } = await full();
    await cancel();
    await school.must("POST", `/v1/users/${line[0]}/entitlements`, { offering, reason: "Paid in cash" });
    expect(await entriesOf(line[0])).toMatchObject([{ status: "accepted" }]);
    await job();
    expect(await placeOf(line[1], offering)).toMatchObject({ status: "waiting", position: 1 });
  });
});

describe("leaving the line", () => {
  it("moves the others up, gives an offer to the next, and says the same when done again", async () => {
    const { offering, line, cancel } = await full({ waiting: 3 });
    const left = await leave(line[1], offering);
    expect(left).toMatchObject({ status: 200, body: { status: "left", position: null } });
    expect((await leave(line[1], offering)).body).toEqual(left.body);
    expect(await placeOf(line[2] as string, offering)).toMatchObject({ position: 2 });
    await cancel();
    await leave(line[0], offering);
    expect(await placeOf(line[2] as string, offering)).toMatchObject({ status: "offered" });
    expect((await leave(await ledger.learner(), offering)).body.code).toBe("waitlist.not_found");
  });
});

describe("what others hear of it", () => {
  async function feed(): Promise<events.Event[]> {
    const seen: events.Event[] = [];
    for (let cursor = ""; ; ) {
      const { data, page } = await school.must<Result<typeof events.listEvents>>(
        "GET",
        `/v1/events?limit=100${cursor && `&cursor=${cursor}`}`,
      );
      if (data.length === 0) return seen;
      seen.push(...data);
      cursor = page.nextCursor;
    }
  }

  it("is an event and an audit record for each step, to the user alone", async () => {
    const { offering, line, cancel } = await full({ waiting: 1 });
    await cancel();
    await enroll(line[0], offering, 50);
    const [entry] = await entriesOf(line[0]);
    const of = { entry: entry?.id, offering };
    const told = (await feed()).filter(({ type, user }) => type.startsWith("waitlist.") && user === line[0]);
    expect(told.map(({ type, data }) => [type, data])).toEqual([
      ["waitlist.joined", of],
      ["waitlist.offered", { ...of, expiresAt: "2026-11-21T09:00:00.000Z" }],
      ["waitlist.ended", { ...of, status: "accepted" }],
    ]);
    const { body } = await ledger.academy.server("GET", `/v1/audit-records?object=waitlistEntry:${entry?.id}`);
    expect(body.data.map((one: { action: string }) => one.action).sort()).toEqual([
      "waitlist.ended",
      "waitlist.joined",
      "waitlist.offered",
    ]);
  });
});

describe("lists", () => {
  it("go on where a page has ended, with the positions of the whole line", async () => {
    const { offering, line } = await full({ waiting: 5 });
    const page = async (path: string) => {
      const seen: waitlist.WaitlistEntry[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const next: string = cursor && `&cursor=${cursor}`;
        const answer = await school.must<{ data: waitlist.WaitlistEntry[]; page: { nextCursor: string | null } }>(
          "GET",
          `${path}?limit=2${next}`,
        );
        seen.push(...answer.data);
        cursor = answer.page.nextCursor;
      }
      return seen;
    };
    expect((await page(`/v1/offerings/${offering}/waitlist`)).map(({ position }) => position)).toEqual([1, 2, 3, 4, 5]);
    const others = [await full({ waiting: 0 }), await full({ waiting: 0 })];
    for (const other of others) {
      api.clock.advance({ seconds: 1 });
      await join(line[0], other.offering);
    }
    expect((await page(`/v1/users/${line[0]}/waitlist`)).map((entry) => entry.offering)).toEqual([
      others[1]?.offering,
      others[0]?.offering,
      offering,
    ]);
    const { body } = await ledger.academy.server("GET", `/v1/users/${line[0]}/waitlist?cursor=made-up`);
    expect(body.code).toBe("cursor.invalid");
  });
});
