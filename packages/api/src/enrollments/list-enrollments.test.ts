import type { enrollments } from "@bursar/sdk/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { Caller } from "../../test/api.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { createSchool } from "../../test/school.ts";

const ledger = useLedger();
const { api } = ledger;
let offerings = 0;

beforeEach(() => api.clock.set("2026-11-20T09:00:00.000Z"));

type Page = { data: enrollments.Enrollment[]; page: { nextCursor: string | null } };

async function offering(input: object = {}): Promise<string> {
  const id = `listed-${++offerings}`;
  await ledger.academy.server("PUT", `/v1/offerings/${id}`, input);
  return id;
}
const enroll = async (user: string, id: string) =>
  (await ledger.academy.server<enrollments.NewEnrollment>("POST", `/v1/users/${user}/enrollments`, { offering: id }))
    .body.id;
const list = async (path: string, as: Caller = ledger.academy.server) =>
  (await as<Page>("GET", path)).body.data.map((one) => one.offering);

describe("a user's enrollments in one kind of offering", () => {
  it("are those and no others, for the user and for whoever may see them", async () => {
    const user = await ledger.learner();
    const ids = { course: "", session: "", membership: "" };
    for (const kind of ["course", "session", "membership"] as const) {
      ids[kind] = await offering({ kind });
      await enroll(user, ids[kind]);
      await enroll(await ledger.learner(), ids[kind]);
    }
    const learner = await ledger.academy.as(user);
    const admin = await ledger.academy.as("boss", ["admin"]);
    for (const kind of ["course", "session", "membership"] as const) {
      expect(await list(`/v1/me/enrollments?kind=${kind}`, learner)).toEqual([ids[kind]]);
      expect(await list(`/v1/users/${user}/enrollments?kind=${kind}`, admin)).toEqual([ids[kind]]);
    }
    expect(await list("/v1/me/enrollments", learner)).toEqual([ids.membership, ids.session, ids.course]);
    expect((await learner("GET", "/v1/me/enrollments?kind=webinar")).body.code).toBe("request.invalid");
    expect((await learner("GET", `/v1/users/${user}/enrollments?kind=course`)).status).toBe(403);
  });

  it("come in full pages, newest first, none twice, whatever stands between them", async () => {
    const user = await ledger.learner();
    const sessions: string[] = [];
    for (let number = 0; number < 5; number++) {
      sessions.unshift(await offering({ kind: "session" }));
      for (const id of [sessions[0] as string, await offering(), await offering()]) await enroll(user, id);
    }
    const pages: string[][] = [];
    let cursor: string | null = "";
    do {
      const path: string = `/v1/users/${user}/enrollments?kind=session&limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await ledger.academy.server<Page>("GET", path);
      pages.push(body.data.map((one) => one.offering));
      cursor = body.page.nextCursor;
    } while (cursor);
    expect(pages).toEqual([sessions.slice(0, 2), sessions.slice(2, 4), sessions.slice(4)]);
  });

  it("follow the offering when that becomes another kind", async () => {
    const [user, id] = [await ledger.learner(), await offering({ kind: "course" })];
    await enroll(user, id);
    await ledger.academy.server("PUT", `/v1/offerings/${id}`, { kind: "session" });
    expect(await list(`/v1/users/${user}/enrollments?kind=course`)).toEqual([]);
    expect(await list(`/v1/users/${user}/enrollments?kind=session`)).toEqual([id]);
  });
});

describe("the enrollments in one status", () => {
  const update = (id: string, completionPercentage: number) =>
    ledger.academy.server("PATCH", `/v1/enrollments/${id}`, { completionPercentage });
  const revoke = async (id: string) => {
    const { body } = await ledger.academy.server("GET", `/v1/enrollments/${id}`);
    await ledger.academy.server("POST", `/v1/entitlements/${body.entitlements[0].id}/revoke`, { reason: "Left" });
  };

  it("are those that say so of themselves, to the instant in which one ends", async () => {
    const short = await offering({ accessDays: 1 });
    const users = await Promise.all(Array.from({ length: 8 }, () => ledger.learner()));
    const ids = [];
    for (const user of users) ids.push(await enroll(user, short));
    await update(ids[1] as string, 100);
    await revoke(ids[2] as string);
    const check = async () => {
      const all = (await ledger.academy.server<Page>("GET", `/v1/enrollments?offering=${short}`)).body.data;
      const seen = new Set<string>();
      for (const status of ["active", "completed", "cancelled", "expired"]) {
        const said = all.filter((one) => one.status === status);
        if (said.length) seen.add(status);
        for (const query of [`offering=${short}&status=${status}`, `status=${status}&limit=100`]) {
          const listed = (await ledger.academy.server<Page>("GET", `/v1/enrollments?${query}`)).body.data;
          expect(listed.filter((one) => one.offering === short)).toEqual(said);
        }
      }
      return [...seen];
    };
    expect(await check()).toEqual(["active", "completed", "cancelled"]);
    api.clock.advance({ days: 1 });
    expect(await check()).toEqual(["cancelled", "expired"]);
    // Who comes again has two: one that is stored as over, and a live one.
    await enroll(users[0] as string, short);
    expect(await check()).toEqual(["active", "cancelled", "expired"]);
  });

  it("come in full pages, newest first, those that nobody has noticed to be over among the others", async () => {
    const id = await offering({ accessDays: 1 });
    const users = await Promise.all(Array.from({ length: 5 }, () => ledger.learner()));
    const ids: string[] = [];
    for (const user of users) ids.unshift(await enroll(user, id));
    api.clock.advance({ days: 1 });
    // These two are stored as over.
    for (const user of [users[1], users[3]]) await enroll(user as string, id);
    const found: string[][] = [];
    let cursor: string | null = "";
    do {
      const path: string = `/v1/enrollments?offering=${id}&status=expired&limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await ledger.academy.server<Page>("GET", path);
      found.push(body.data.map((one) => one.id));
      cursor = body.page.nextCursor;
    } while (cursor);
    expect(found).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  });
});

describe("what was paid for an enrollment", () => {
  const school = createSchool(ledger);
  type Paid = { data: enrollments.EnrollmentWithPayment[] };
  const payments = async (user: string) =>
    (await school.must<Paid>("GET", `/v1/users/${user}/enrollments`)).data.map(({ payment }) => payment);

  it("is told with it, and whether that waits, is disputed, is released or came back", async () => {
    const user = await ledger.learner(topUp(200));
    await school.buy(user, await school.offering({}));
    const bought = await school.buy(user, await school.offering({}, 40));
    const [first, second] = [
      await school.session({ payee: "teacher" }, 30),
      await school.session({ payee: "teacher" }, 20),
    ];
    const [held, cancelled] = [await school.buy(user, first), await school.buy(user, second)];
    const unit = { currency: "UNIT", digits: 0, refunded: 0, disputed: false };
    const [paid, thirty, twenty] = [40, 30, 20].map((amount) => ({ ...unit, amount }));
    expect(await payments(user)).toEqual([
      { ...twenty, status: "held" },
      { ...thirty, status: "held" },
      { ...paid, status: "paid" },
      null,
    ]);
    await school.must("POST", `/v1/users/${user}/enrollments/${held.id}/dispute`, { reason: "Nobody came" });
    await school.cancel(user, cancelled.id);
    await school.cancel(user, bought.id);
    expect(await payments(user)).toEqual([
      { ...twenty, refunded: 20, status: "refunded" },
      { ...thirty, status: "held", disputed: true },
      { ...paid, refunded: 40, status: "refunded" },
      null,
    ]);
    await school.decide((await school.holdOf(held.id)).id, { release: 20, refund: 10 });
    expect((await payments(user))[1]).toEqual({ ...thirty, refunded: 10, status: "released" });
  });

  it("is the user's own business, and an admin's", async () => {
    const user = await ledger.learner(topUp(40));
    await school.buy(user, await school.offering({}, 40));
    const stranger = await ledger.academy.as(await ledger.learner());
    expect((await stranger("GET", `/v1/users/${user}/enrollments`)).status).toBe(403);
    expect(await list("/v1/me/enrollments", stranger)).toEqual([]);
  });
});
