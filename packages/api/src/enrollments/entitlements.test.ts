import type { enrollments } from "@bursar/sdk/contract";
import { beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";

const ledger = useLedger();
const { api } = ledger;
let offerings = 0;

beforeEach(() => api.clock.set("2026-11-20T09:00:00.000Z"));

type Enrollment = enrollments.EnrollmentWithEntitlements;

async function offering(input: object = {}): Promise<string> {
  const id = `granted-${++offerings}`;
  await ledger.academy.server("PUT", `/v1/offerings/${id}`, input);
  return id;
}
const grant = (user: string, id: string, more: object = {}) =>
  ledger.academy.server<Enrollment>("POST", `/v1/users/${user}/entitlements`, {
    offering: id,
    reason: "Teaches here",
    ...more,
  });
const revoke = (id: string | undefined) =>
  ledger.academy.server<Enrollment>("POST", `/v1/entitlements/${id}/revoke`, { reason: "Left" });
const enroll = (user: string, id: string) =>
  ledger.academy.server<enrollments.NewEnrollment>("POST", `/v1/users/${user}/enrollments`, { offering: id });
const access = async (user: string, id: string) =>
  (await ledger.academy.server<enrollments.AccessDecision>("GET", `/v1/users/${user}/access/${id}`)).body;
const paid = { prices: [{ currency: "UNIT", amount: 50 }] };

describe("a grant", () => {
  it("lets in without payment, whatever the window and the prerequisites, and is kept with its reason", async () => {
    const closed = { ...paid, closesAt: "2026-01-01T00:00:00Z", prerequisites: [await offering()] };
    const [user, id] = [await ledger.learner(), await offering(closed)];
    const { status, body } = await grant(user, id);
    expect([status, body]).toMatchObject([
      201,
      { user, offering: id, status: "active", entitlements: [{ source: "grant" }] },
    ]);
    expect(await access(user, id)).toMatchObject({ allowed: true, source: "grant" });
    const audit = await ledger.academy.server("GET", `/v1/audit-records?object=enrollment:${body.id}`);
    expect(audit.body["data"][0]).toMatchObject({ action: "entitlement.granted", after: { reason: "Teaches here" } });
  });

  it("does not pass the capacity, unless whoever grants says that they know", async () => {
    const id = await offering({ capacity: 1 });
    await enroll(await ledger.learner(), id);
    const user = await ledger.learner();
    expect((await grant(user, id)).body.code).toBe("offering.full");
    const { status, body } = await grant(user, id, { overCapacity: true });
    expect(status).toBe(201);
    const audit = await ledger.academy.server("GET", `/v1/audit-records?object=enrollment:${body.id}`);
    expect(audit.body["data"][0]).toMatchObject({ after: { overCapacity: true } });
  });

  it("racing buyers for the last place is one of them: never two", async () => {
    const id = await offering({ ...paid, capacity: 1 });
    const [buyers, guests] = await Promise.all([
      Promise.all(Array.from({ length: 8 }, () => ledger.learner(topUp(50)))),
      Promise.all(Array.from({ length: 8 }, () => ledger.learner())),
    ]);
    const answers = await Promise.all(
      buyers.flatMap((buyer, index) => [enroll(buyer, id), grant(guests[index] as string, id)]),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it("to one who is in adds a reason, and both stand for themselves", async () => {
    const [user, id] = [await ledger.learner(topUp(50)), await offering({ ...paid, accessDays: 10 })];
    const { body: bought } = await enroll(user, id);
    const { body } = await grant(user, id, { expiresAt: "2027-01-01T00:00:00Z" });
    expect(body).toMatchObject({ id: bought.id, expiresAt: "2027-01-01T00:00:00.000Z" });
    expect(body.entitlements.map(({ source }) => source)).toEqual(["wallet", "grant"]);
    const wallet = body.entitlements.find(({ source }) => source === "wallet");
    await revoke(wallet?.id);
    expect(await access(user, id)).toMatchObject({ allowed: true, source: "grant" });
  });

  it("sent twice with the same key is one", async () => {
    const [user, id] = [await ledger.learner(), await offering()];
    const send = () =>
      ledger.academy.server<Enrollment>(
        "POST",
        `/v1/users/${user}/entitlements`,
        { offering: id, reason: "Teaches here" },
        { idempotencyKey: `grant-${id}` },
      );
    const [first, second] = [await send(), await send()];
    expect([second.body, second.headers.get("idempotent-replayed")]).toEqual([first.body, "true"]);
    expect(first.body.entitlements).toHaveLength(1);
  });

  it("that ends in the past is a mistake", async () => {
    const answer = await grant(await ledger.learner(), await offering(), { expiresAt: "2026-11-20T09:00:00Z" });
    expect(answer.body.errors).toMatchObject([{ pointer: "#/expiresAt" }]);
  });

  it("is the server's and the admin's to give, and no learner's", async () => {
    const [user, id] = [await ledger.learner(), await offering()];
    const asLearner = await ledger.academy.as(user);
    expect((await asLearner("POST", `/v1/users/${user}/entitlements`, { offering: id, reason: "Me" })).status).toBe(
      403,
    );
    const asAdmin = await ledger.academy.as("boss", ["admin"]);
    expect((await asAdmin("POST", `/v1/users/${user}/entitlements`, { offering: id, reason: "VIP" })).status).toBe(201);
  });
});

describe("taking a reason away", () => {
  it("ends the enrollment with the last one, pays nothing back, keeps the results, and leaves the door open", async () => {
    const [user, id] = [await ledger.learner(topUp(100)), await offering(paid)];
    const { body: bought } = await enroll(user, id);
    await ledger.academy.server("PATCH", `/v1/enrollments/${bought.id}`, { completionPercentage: 60 });
    const { body: before } = await ledger.academy.server<Enrollment>("GET", `/v1/enrollments/${bought.id}`);
    const { body } = await revoke(before.entitlements[0]?.id);
    expect(body).toMatchObject({
      status: "cancelled",
      completionPercentage: 60,
      endedAt: api.clock.now().toISOString(),
    });
    expect(await access(user, id)).toMatchObject({ allowed: false, reason: "not_enrolled" });
    expect(await ledger.balance(user)).toBe(50);
    const again = await enroll(user, id);
    expect([again.status, again.body.id === bought.id]).toEqual([201, false]);
  });

  it("leaves the enrollment of whoever gets in through something else, and their results", async () => {
    const [user, id] = [await ledger.learner(), await offering()];
    const membership = await offering({ kind: "membership", includes: [id] });
    await enroll(user, membership);
    const { body: enrolled } = await enroll(user, id);
    const { body } = await grant(user, id, { expiresAt: "2027-01-01T00:00:00Z" });
    const after = await revoke(body.entitlements[0]?.id);
    expect(after.body).toMatchObject({ id: enrolled.id, status: "active", expiresAt: null });
    expect((await enroll(user, id)).body.code).toBe("enrollment.already_enrolled");
  });

  it("of what has ended is told so", async () => {
    const [user, id] = [await ledger.learner(), await offering()];
    const { body } = await grant(user, id, { expiresAt: "2026-11-21T00:00:00Z" });
    api.clock.set("2026-11-21T00:00:00Z");
    expect((await revoke(body.entitlements[0]?.id)).body.code).toBe("entitlement.ended");
  });
});

describe("how far a user has come", () => {
  it("is told by the server; at 100 the enrollment is completed, and stays so", async () => {
    const [user, id] = [await ledger.learner(), await offering()];
    const { body: enrolled } = await enroll(user, id);
    const tell = (completionPercentage: number) =>
      ledger.academy.server<Enrollment>("PATCH", `/v1/enrollments/${enrolled.id}`, { completionPercentage });
    expect((await tell(40)).body).toMatchObject({ status: "active", completionPercentage: 40, completedAt: null });
    api.clock.advance({ hours: 1 });
    const completedAt = api.clock.now().toISOString();
    expect((await tell(100)).body).toMatchObject({ status: "completed", completedAt });
    api.clock.advance({ hours: 1 });
    expect((await tell(90)).body).toMatchObject({ status: "completed", completionPercentage: 90, completedAt });
    expect((await access(user, id)).allowed).toBe(true);
  });

  it("can't be told by the learner", async () => {
    const [user, id] = [await ledger.learner(), await offering()];
    const { body } = await enroll(user, id);
    const asLearner = await ledger.academy.as(user);
    expect((await asLearner("PATCH", `/v1/enrollments/${body.id}`, { completionPercentage: 100 })).status).toBe(403);
  });
});

describe("who is enrolled", () => {
  it("is listed for an admin, by offering and by status as of now", async () => {
    const id = await offering({ accessDays: 1 });
    const [first, second] = [await ledger.learner(), await ledger.learner()];
    await enroll(first, id);
    api.clock.advance({ days: 1 });
    await enroll(second, id);
    const asAdmin = await ledger.academy.as("boss", ["admin"]);
    const users = async (query: string) => {
      const { body } = await asAdmin("GET", `/v1/enrollments?offering=${id}${query}`);
      return (body as unknown as { data: enrollments.Enrollment[] }).data.map(({ user }) => user);
    };
    expect(await users("")).toEqual([second, first]);
    expect(await users("&status=active")).toEqual([second]);
    expect(await users("&status=expired")).toEqual([first]);
  });
});
