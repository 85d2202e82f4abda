import type { enrollments } from "@bursar/sdk/contract";
import { beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";

const ledger = useLedger();
const { api } = ledger;
const now = "2026-11-20T09:00:00.000Z";
let offerings = 0;

beforeEach(() => api.clock.set(now));

async function offering(input: object = {}): Promise<string> {
  const id = `offering-${++offerings}`;
  const { status, body } = await ledger.academy.server("PUT", `/v1/offerings/${id}`, input);
  expect(status, JSON.stringify(body)).toBe(200);
  return id;
}
const paid = { prices: [{ currency: "UNIT", amount: 50 }] };

const enroll = (user: string, id: string, more: object = {}) =>
  ledger.academy.server<enrollments.NewEnrollment>("POST", `/v1/users/${user}/enrollments`, { offering: id, ...more });
const status = async (user: string, id: string) =>
  (await ledger.academy.server<enrollments.OfferingStatus>("GET", `/v1/users/${user}/offerings/${id}`)).body;
const access = async (user: string, id: string) =>
  (await ledger.academy.server<enrollments.AccessDecision>("GET", `/v1/users/${user}/access/${id}`)).body;
const complete = async (user: string, id: string) => {
  const { body } = await enroll(user, id);
  return ledger.academy.server("PATCH", `/v1/enrollments/${body.id}`, { completionPercentage: 100 });
};

describe("the window in which one may enroll", () => {
  it.each([
    ["has not opened", { opensAt: "2026-11-20T09:00:00.001Z" }, "offering.not_open_yet"],
    ["opens now", { opensAt: now }, undefined],
    ["closes now", { closesAt: now }, "offering.closed"],
    ["is about to close", { closesAt: "2026-11-20T09:00:00.001Z" }, undefined],
    ["is past, since the offering is over", { endsAt: now }, "offering.closed"],
  ])("%s: to the millisecond, and the status says what the press would", async (_, window, code) => {
    const [user, id] = [await ledger.learner(topUp(50)), await offering({ ...paid, ...window })];
    expect((await status(user, id)).obstacle?.code).toBe(code);
    expect((await enroll(user, id)).body.code).toBe(code);
    expect(await ledger.balance(user)).toBe(code ? 50 : 0);
  });
});

describe("prerequisites", () => {
  it("must be completed, and those that are missing are named", async () => {
    const [first, second] = [await offering(), await offering()];
    const [user, id] = [await ledger.learner(), await offering({ prerequisites: [second, first] })];
    expect((await status(user, id)).obstacle).toEqual({
      code: "enrollment.prerequisites_missing",
      missing: [second, first],
    });
    await complete(user, first);
    await enroll(user, second);
    expect((await enroll(user, id)).body).toMatchObject({
      code: "enrollment.prerequisites_missing",
      missing: [second],
    });
    api.clock.advance({ minutes: 1 });
    const { body } = await ledger.academy.server("GET", `/v1/users/${user}/enrollments`);
    await ledger.academy.server("PATCH", `/v1/enrollments/${body["data"][0].id}`, { completionPercentage: 100 });
    expect((await enroll(user, id)).status).toBe(201);
  });

  it("once completed stay so, when the enrollment has ended, too", async () => {
    const first = await offering({ accessDays: 1 });
    const [user, id] = [await ledger.learner(), await offering({ prerequisites: [first] })];
    await complete(user, first);
    api.clock.advance({ days: 2 });
    expect((await enroll(user, id)).status).toBe(201);
  });
});

describe("places", () => {
  it("are never sold twice: of fifty at once exactly as many get in as there are, and the others keep their money", async () => {
    const id = await offering({ ...paid, capacity: 7 });
    const users = await Promise.all(Array.from({ length: 50 }, () => ledger.learner(topUp(50))));
    const answers = await Promise.all(users.map((user) => enroll(user, id)));
    const codes = answers.map(({ status: code, body }) => (code === 201 ? "in" : body.code));
    expect(codes.filter((code) => code === "in")).toHaveLength(7);
    expect(new Set(codes)).toEqual(new Set(["in", "offering.full"]));
    const balances = await Promise.all(users.map((user) => ledger.balance(user)));
    expect(balances.map((balance) => (balance === 0 ? "in" : "offering.full"))).toEqual(codes);
    await ledger.expectSound();
  });

  it("that someone can't pay for go to the next in the same moment", async () => {
    const id = await offering({ ...paid, capacity: 3 });
    const poor = await Promise.all(Array.from({ length: 10 }, () => ledger.learner(topUp(1))));
    const rich = await Promise.all(Array.from({ length: 3 }, () => ledger.learner(topUp(50))));
    const answers = await Promise.all([...poor, ...rich].map((user) => enroll(user, id)));
    expect(answers.slice(10).map(({ status: code }) => code)).toEqual([201, 201, 201]);
  });

  it("are free again when someone's time is over or their access is taken away", async () => {
    const id = await offering({ capacity: 1, accessDays: 1 });
    await enroll(await ledger.learner(), id);
    const next = await ledger.learner();
    expect(await status(next, id)).toMatchObject({ placesLeft: 0, obstacle: { code: "offering.full" } });
    api.clock.advance({ days: 1 });
    expect(await status(next, id)).toMatchObject({ placesLeft: 1, obstacle: null });
    expect((await enroll(next, id)).status).toBe(201);
  });

  it("are free again when what included the offering is over, and taken again by whoever gets another reason", async () => {
    const course = await offering({ ...paid, capacity: 1 });
    const membership = await offering({ kind: "membership", includes: [course], accessDays: 30 });
    const [member, next] = [await ledger.learner(topUp(50)), await ledger.learner(topUp(50))];
    await enroll(member, membership);
    await enroll(member, course);
    expect((await enroll(next, course)).body.code).toBe("offering.full");
    api.clock.advance({ days: 30 });
    expect(await status(next, course)).toMatchObject({ placesLeft: 1, obstacle: null });
    expect((await enroll(next, course)).status).toBe(201);
    expect((await enroll(member, course)).body.code).toBe("offering.full");
    expect(await ledger.balance(member)).toBe(50);
    const grant = await ledger.academy.server("POST", `/v1/users/${member}/entitlements`, {
      offering: course,
      reason: "Was in",
    });
    expect(grant.body.code).toBe("offering.full");
  });

  it("lowered under the number of those who are in remove nobody, and let nobody else in", async () => {
    const id = await offering({ capacity: 2 });
    const users = [await ledger.learner(), await ledger.learner(), await ledger.learner()] as const;
    await enroll(users[0], id);
    await enroll(users[1], id);
    await ledger.academy.server("PUT", `/v1/offerings/${id}`, { capacity: 1 });
    expect((await access(users[1], id)).allowed).toBe(true);
    expect((await enroll(users[2], id)).body.code).toBe("offering.full");
    expect((await status(users[2], id)).placesLeft).toBe(0);
  });
});

describe("what an offering includes", () => {
  it("is open to whoever is in, however deep, and says through what", async () => {
    const session = await offering({ kind: "session", ...paid });
    const course = await offering({ kind: "course", ...paid, includes: [session] });
    const membership = await offering({ kind: "membership", ...paid, includes: [course], accessDays: 30 });
    const user = await ledger.learner(topUp(50));
    expect((await access(user, session)).allowed).toBe(false);
    await enroll(user, membership);
    expect(await access(user, session)).toMatchObject({ allowed: true, source: "wallet", through: membership });
    api.clock.advance({ days: 30 });
    expect(await access(user, session)).toMatchObject({ allowed: false, reason: "expired" });
  });

  it("costs nothing more to enroll in, and ends with what includes it; bought then, it goes on where one was", async () => {
    const course = await offering(paid);
    const membership = await offering({ kind: "membership", includes: [course], accessDays: 30 });
    const user = await ledger.learner(topUp(60));
    await enroll(user, membership);
    const enrolled = await enroll(user, course, { expectedPrice: { currency: "UNIT", amount: 50 } });
    expect(enrolled.body).toMatchObject({ source: "free", through: membership, transaction: null, balance: null });
    await ledger.academy.server("PATCH", `/v1/enrollments/${enrolled.body.id}`, { completionPercentage: 40 });
    expect((await enroll(user, course)).body.code).toBe("enrollment.already_enrolled");

    api.clock.advance({ days: 30 });
    expect((await access(user, course)).allowed).toBe(false);
    const bought = await enroll(user, course);
    expect(bought.body).toMatchObject({
      id: enrolled.body.id,
      source: "wallet",
      through: null,
      completionPercentage: 40,
      balance: { balance: 10 },
    });
    expect((await access(user, course)).allowed).toBe(true);
    expect(await ledger.transaction(bought.body.transaction as string)).toMatchObject({ reference: enrolled.body.id });
  });

  it("is counted where the user has it already: what was bought by itself and has not ended", async () => {
    const [first, second, third] = [
      await offering({ kind: "session", ...paid }),
      await offering({ kind: "session", ...paid, accessDays: 1 }),
      await offering({ kind: "session", ...paid }),
    ];
    const course = await offering({ kind: "course", ...paid, includes: [first, second, third] });
    const [user, other] = [await ledger.learner(topUp(150)), await ledger.learner(topUp(50))];
    const owned = async (who: string) => (await status(who, course)).owned;
    expect(await owned(user)).toBe(0);
    await enroll(user, first);
    await enroll(user, second);
    await enroll(other, third);
    expect([await owned(user), await owned(other)]).toEqual([2, 1]);
    expect((await status(user, first)).owned).toBe(0);
    expect((await status(user, course)).offering.prices).toMatchObject([{ amount: 50 }]);
    api.clock.advance({ days: 1 });
    expect(await owned(user)).toBe(1);
  });

  it("is not taken away with the course when it was bought by itself", async () => {
    const session = await offering({ kind: "session", ...paid });
    const course = await offering({ includes: [session], accessDays: 1 });
    const user = await ledger.learner(topUp(50));
    await enroll(user, session);
    await enroll(user, course);
    api.clock.advance({ days: 2 });
    expect(await access(user, session)).toMatchObject({ allowed: true, through: null });
  });
});

describe("the catalog as a user sees it", () => {
  it("has what is available or the user's own, each as by itself, page by page", async () => {
    const tenant = await api.createTenant();
    const put = (id: string, input: object) => tenant.server("PUT", `/v1/offerings/${id}`, input);
    await tenant.server("PUT", "/v1/currencies/UNIT", {});
    await tenant.server("PUT", "/v1/users/amina", {});
    await put("a-course", { title: "Welding", ...paid });
    await put("b-own", { title: "Old one" });
    await put("c-session", { kind: "session", title: "Welding live" });
    await put("d-gone", { title: "Gone" });
    const learner = await tenant.as("amina");
    await learner("POST", "/v1/me/enrollments", { offering: "b-own" });
    for (const id of ["b-own", "d-gone"]) await put(id, { available: false });

    const page = async (query: string) => {
      const { body } = await learner("GET", `/v1/me/offerings?${query}`);
      const { data, page: rest } = body as unknown as {
        data: enrollments.OfferingStatus[];
        page: { nextCursor: string };
      };
      return { data, ids: data.map((one) => one.offering.id), next: rest.nextCursor };
    };
    const first = await page("limit=2");
    expect(first.ids).toEqual(["a-course", "b-own"]);
    expect((await page(`limit=2&cursor=${first.next}`)).ids).toEqual(["c-session"]);
    expect(first.data[0]).toMatchObject({ shortfall: { missing: 50 }, enrollment: null });
    expect(first.data[1]).toMatchObject({ access: { allowed: true }, enrollment: { status: "active" } });
    expect((await page("search=weld")).ids).toEqual(["a-course", "c-session"]);
    expect((await page("search=weld&kind=session")).ids).toEqual(["c-session"]);
    await put("a-course", { includes: ["c-session"] });
    expect((await page("includedIn=a-course")).ids).toEqual(["c-session"]);
    const { body } = await learner("GET", "/v1/me/offerings/a-course");
    expect((await page("search=a-course")).data).toEqual([body]);
  });
});
