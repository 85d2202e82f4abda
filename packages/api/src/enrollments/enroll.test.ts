import type { catalog } from "@bursar/sdk/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { Call } from "../../test/api.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { adjustment, grant, topUp } from "../../test/ledger/postings.ts";
import { allRows } from "../../test/ledger/rows.ts";
import { uuidOf } from "../platform/ids.ts";

const ledger = useLedger();
const { api } = ledger;
const now = "2026-11-20T09:00:00.000Z";
let offerings = 0;

beforeEach(() => api.clock.set(now));

/** A new offering with these prices, "50 UNIT" for one; without any it is free. */
async function offering(prices: string[] = ["50 UNIT"], more: object = {}): Promise<string> {
  offerings++;
  return change(`course-${offerings}`, prices, more);
}
async function change(id: string, prices: string[], more: object = {}): Promise<string> {
  const parsed = prices
    .map((price) => price.split(" "))
    .map(([amount, currency]) => ({ amount: Number(amount), currency }));
  for (const { currency } of parsed) await ledger.academy.server("PUT", `/v1/currencies/${currency}`, {});
  const { status } = await ledger.academy.server<catalog.Offering>("PUT", `/v1/offerings/${id}`, {
    prices: parsed,
    ...more,
  });
  expect(status).toBe(200);
  return id;
}
const enroll = (user: string, body: object, call?: Call) =>
  ledger.academy.server("POST", `/v1/users/${user}/enrollments`, body, call);
const access = async (user: string, id: string) =>
  (await ledger.academy.server("GET", `/v1/users/${user}/access/${id}`)).body;
const enrollments = async (user: string) =>
  (await ledger.academy.server("GET", `/v1/users/${user}/enrollments`)).body.data;

describe("enrolling", () => {
  it("takes the price from the wallet, opens the door, and tells what is left", async () => {
    const [user, id] = [await ledger.learner(topUp(70)), await offering()];
    const { status, body } = await enroll(user, { offering: id });
    expect([status, body]).toMatchObject([
      201,
      { user, offering: id, status: "active", source: "wallet", balance: { currency: "UNIT", balance: 20, digits: 0 } },
    ]);
    expect(await access(user, id)).toMatchObject({
      allowed: true,
      reason: "entitled",
      source: "wallet",
      enrollment: body.id,
    });
    expect(await ledger.transaction(body.transaction)).toMatchObject({
      type: "spend",
      reference: body.id,
      description: id,
    });
    expect((await ledger.statement(user)).at(-1)).toMatchObject({
      id: body.transaction,
      amount: -50,
      balanceAfter: 20,
    });
  });

  it("is open to the learner, for themselves", async () => {
    const [user, id] = [await ledger.learner(topUp(50)), await offering()];
    const asLearner = await ledger.academy.as(user);
    expect((await asLearner("POST", "/v1/me/enrollments", { offering: id })).body).toMatchObject({
      user,
      offering: id,
    });
    expect((await asLearner("GET", `/v1/me/access/${id}`)).body.allowed).toBe(true);
    expect((await asLearner("POST", "/v1/users/another/enrollments", { offering: id })).status).toBe(403);
  });

  it("in what is free costs nothing, of whoever the token names for the first time, too", async () => {
    const id = await offering([]);
    const newcomer = await ledger.academy.as("first-seen");
    const { status, body } = await newcomer("POST", "/v1/me/enrollments", { offering: id });
    expect([status, body]).toMatchObject([201, { source: "free", transaction: null, balance: null }]);
    expect(await ledger.statement("first-seen")).toEqual([]);
  });

  it("spends promotional credit first, like any spending", async () => {
    const [user, id] = [await ledger.learner(topUp(30), grant(30)), await offering()];
    await enroll(user, { offering: id });
    expect(await ledger.lots(user)).toEqual(["refundable 10"]);
  });

  it("tells others once, with what they need, and leaves a trace of who did it", async () => {
    const [user, id] = [await ledger.learner(topUp(50)), await offering()];
    const { body } = await enroll(user, { offering: id });
    const { superuser } = api.database;
    const events =
      await superuser`select type, data from events where user_id = ${user} and type = 'enrollment.created'`;
    expect(events).toMatchObject([{ data: { enrollment: body.id, offering: id, source: "wallet" } }]);
    const records = await superuser`select actor, action from audit_records where object = ${`enrollment:${body.id}`}`;
    expect(records).toMatchObject([{ action: "enrollment.created", actor: expect.stringMatching(/^key:key_/) }]);
  });
});

describe("whoever can't enroll", () => {
  it.each([
    ["for want of money", [topUp(49)], "wallet.insufficient_funds", { needed: 50, available: 49, currency: "UNIT" }],
    ["for a debt", [adjustment(-5, { overdraft: true })], "wallet.in_debt", { debt: 5 }],
  ])("%s is told why, and nothing is left behind", async (_, postings, code, facts) => {
    const [user, id] = [await ledger.learner(...postings), await offering()];
    const before = await allRows(api);
    const { body } = await enroll(user, { offering: id }, { idempotencyKey: `refused-${user}` });
    expect(body).toMatchObject({ code, ...facts });
    const after = await allRows(api);
    // But for the refusal itself, which whoever asks again under the key gets again.
    const { idempotency_records: refusals = [], ...rest } = after;
    const { idempotency_records: refusalsBefore = [], ...restBefore } = before;
    expect(refusals).toHaveLength(refusalsBefore.length + 1);
    expect(rest).toEqual(restBefore);
    expect(await access(user, id)).toMatchObject({ allowed: false, reason: "not_enrolled" });
    await ledger.posted(user, topUp(1000));
    expect((await enroll(user, { offering: id }, { idempotencyKey: `refused-${user}` })).body.code).toBe(code);
    expect((await enroll(user, { offering: id })).status).toBe(201);
  });

  it("with a frozen wallet is told so, and still gets in where it is free", async () => {
    const [user, paid, free] = [await ledger.learner(topUp(50)), await offering(), await offering([])];
    await ledger.academy.server("PUT", `/v1/users/${user}/wallets/UNIT/freeze`, { reason: "under review" });
    expect((await enroll(user, { offering: paid })).body).toMatchObject({
      code: "wallet.frozen",
      reason: "under review",
    });
    expect((await enroll(user, { offering: free })).status).toBe(201);
  });

  it("since the offering is closed, unknown, or another tenant's, keeps their money", async () => {
    const user = await ledger.learner(topUp(100));
    const closed = await offering(["50 UNIT"], { available: false });
    expect((await enroll(user, { offering: closed })).body.code).toBe("offering.unavailable");
    expect((await enroll(user, { offering: "no-such-course" })).body.code).toBe("offering.not_found");
    const other = await api.createTenant("Other Academy");
    await other.server("PUT", "/v1/offerings/theirs", {});
    expect((await enroll(user, { offering: "theirs" })).body.code).toBe("offering.not_found");
    expect(await ledger.balance(user)).toBe(100);
    expect(await enrollments(user)).toEqual([]);
  });

  it("is unknown: a server that names nobody has a mistake to hear of", async () => {
    const id = await offering([]);
    expect((await enroll("nobody", { offering: id })).body.code).toBe("user.not_found");
  });
});

describe("enrolling again", () => {
  it("with the same key is answered as the first time, and charged once", async () => {
    const [user, id] = [await ledger.learner(topUp(100)), await offering()];
    const call = { idempotencyKey: "enroll-again" };
    const [first, second] = [await enroll(user, { offering: id }, call), await enroll(user, { offering: id }, call)];
    expect(second.body).toEqual(first.body);
    expect([first, second].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([null, "true"]);
    expect(await ledger.balance(user)).toBe(50);
  });

  it("with the same key for another offering is refused", async () => {
    const user = await ledger.learner(topUp(100));
    const call = { idempotencyKey: "enroll-reused" };
    await enroll(user, { offering: await offering() }, call);
    expect((await enroll(user, { offering: await offering() }, call)).body.code).toBe("idempotency.key_reused");
    expect(await ledger.balance(user)).toBe(50);
  });

  it("with another key is refused, names the enrollment, and costs nothing", async () => {
    const [user, id] = [await ledger.learner(topUp(100)), await offering()];
    const first = await enroll(user, { offering: id });
    const { status, body } = await enroll(user, { offering: id });
    expect([status, body]).toMatchObject([409, { code: "enrollment.already_enrolled", enrollment: first.body.id }]);
    expect(await ledger.balance(user)).toBe(50);
  });

  it("once the time is over is paid again, and the one before stays in the history, with its results", async () => {
    const [user, id] = [await ledger.learner(topUp(100)), await offering(["50 UNIT"], { accessDays: 30 })];
    const first = await enroll(user, { offering: id });
    await ledger.academy.server("PATCH", `/v1/enrollments/${first.body.id}`, { completionPercentage: 60 });
    api.clock.advance({ days: 30 });
    const second = await enroll(user, { offering: id });
    expect(second.body).toMatchObject({
      status: "active",
      expiresAt: "2027-01-19T09:00:00.000Z",
      balance: { balance: 0 },
    });
    expect(await enrollments(user)).toMatchObject([
      { id: second.body.id, status: "active", completionPercentage: 0 },
      { id: first.body.id, status: "expired", completionPercentage: 60, endedAt: "2026-12-20T09:00:00.000Z" },
    ]);
    expect(await access(user, id)).toMatchObject({ allowed: true, enrollment: second.body.id });
  });

  it("once the time is over, but without the money, changes nothing that anyone sees", async () => {
    const [user, id] = [await ledger.learner(topUp(50)), await offering(["50 UNIT"], { accessDays: 30 })];
    await enroll(user, { offering: id });
    api.clock.advance({ days: 30 });
    const before = [await enrollments(user), await access(user, id)];
    expect((await enroll(user, { offering: id })).body.code).toBe("wallet.insufficient_funds");
    expect([await enrollments(user), await access(user, id)]).toEqual(before);
  });
});

describe("the price that was shown", () => {
  const shown = (amount: number, currency = "UNIT") => ({ expectedPrice: { amount, currency } });

  it("is charged while it stands", async () => {
    const [user, id] = [await ledger.learner(topUp(50)), await offering()];
    expect((await enroll(user, { offering: id, ...shown(50) })).status).toBe(201);
  });

  it.each([
    ["has gone up", "60 UNIT", 60],
    ["has gone down", "40 UNIT", 40],
    ["is gone: it is free now", null, 0],
  ])("charges nothing when it %s, and tells the new one", async (_, price, actual) => {
    const [user, id] = [await ledger.learner(topUp(100)), await offering()];
    await change(id, price ? [price] : []);
    const { status, body } = await enroll(user, { offering: id, ...shown(50) });
    expect([status, body]).toMatchObject([409, { code: "price.changed", currency: "UNIT", expected: 50, actual }]);
    expect(await ledger.balance(user)).toBe(100);
    expect((await enroll(user, { offering: id, ...shown(actual) })).status).toBe(201);
  });

  it("of nothing charges nothing when a price has come up meanwhile", async () => {
    const [user, id] = [await ledger.learner(topUp(100)), await offering([])];
    await change(id, ["50 UNIT"]);
    expect((await enroll(user, { offering: id, ...shown(0) })).body).toMatchObject({
      code: "price.changed",
      actual: 50,
    });
  });

  it("in another currency than what is to be paid in is not the price", async () => {
    const [user, id] = [await ledger.learner(topUp(100)), await offering(["50 UNIT", "5000 EUR"])];
    const { body } = await enroll(user, { offering: id, currency: "UNIT", ...shown(50, "EUR") });
    expect(body).toMatchObject({ code: "price.changed" });
  });

  it("changes under concurrent buyers: each pays the one they saw, or nothing", async () => {
    const id = await offering();
    const users = await Promise.all(Array.from({ length: 20 }, () => ledger.learner(topUp(100))));
    const [answers] = await Promise.all([
      Promise.all(users.map((user) => enroll(user, { offering: id, ...shown(50) }))),
      change(id, ["70 UNIT"]),
    ]);
    for (const [i, { status, body }] of answers.entries()) {
      expect([201, 409]).toContain(status);
      if (status === 409) expect(body.code).toBe("price.changed");
      expect(await ledger.balance(users[i] as string)).toBe(status === 201 ? 50 : 100);
    }
  });
});

describe("prices in several currencies", () => {
  const both = ["50 UNIT", "5000 EUR"];

  it("want one to be named, by the currency or by the price that was shown", async () => {
    const [user, id] = [await ledger.learner(topUp(100)), await offering(both)];
    const { status, body } = await enroll(user, { offering: id });
    expect([status, body]).toMatchObject([
      409,
      { code: "price.currency_unavailable", currency: null, currencies: ["EUR", "UNIT"] },
    ]);
    expect((await enroll(user, { offering: id, expectedPrice: { amount: 50, currency: "UNIT" } })).status).toBe(201);
  });

  it("are paid from the wallet of that currency, and no other is touched", async () => {
    const id = await offering(both);
    const user = await ledger.learner(topUp(100), topUp(9000, { currency: "EUR" }));
    expect((await enroll(user, { offering: id, currency: "EUR" })).body.balance).toEqual({
      currency: "EUR",
      digits: 2,
      balance: 4000,
    });
    expect([await ledger.balance(user), await ledger.balance(user, "EUR")]).toEqual([100, 4000]);
  });

  it("are refused in a third: nothing is converted", async () => {
    const id = await offering(["1000 USD"]);
    await offering(["1 EGP"]);
    const user = await ledger.learner(topUp(1_000_000, { currency: "EGP" }));
    expect((await enroll(user, { offering: id, currency: "EGP" })).body).toMatchObject({
      code: "price.currency_unavailable",
      currency: "EGP",
      currencies: ["USD"],
    });
    expect((await enroll(user, { offering: id })).body).toMatchObject({
      code: "wallet.insufficient_funds",
      currency: "USD",
      needed: 1000,
      available: 0,
    });
    expect(await ledger.balance(user, "EGP")).toBe(1_000_000);
  });
});

describe("how long access lasts", () => {
  it("is fixed when one enrolls: a later change of the offering moves no expiry", async () => {
    const [user, id] = [await ledger.learner(topUp(50)), await offering(["50 UNIT"], { accessDays: 30 })];
    const expiresAt = "2026-12-20T09:00:00.000Z";
    expect((await enroll(user, { offering: id })).body.expiresAt).toBe(expiresAt);
    for (const accessDays of [1, 365, null]) {
      await change(id, ["50 UNIT"], { accessDays });
      expect((await access(user, id)).expiresAt).toBe(expiresAt);
      expect((await enrollments(user))[0].expiresAt).toBe(expiresAt);
    }
    const later = await ledger.learner(topUp(50));
    expect((await enroll(later, { offering: id })).body.expiresAt).toBeNull();
  });

  it("goes by the server's clock, to the millisecond, and not by what the caller says", async () => {
    const [user, id] = [await ledger.learner(topUp(50)), await offering(["50 UNIT"], { accessDays: 1 })];
    const enrolled = await ledger.academy.server(
      "POST",
      `/v1/users/${user}/enrollments`,
      { offering: id },
      { headers: { date: "Wed, 01 Jan 2031 00:00:00 GMT" } },
    );
    expect(enrolled.body).toMatchObject({ createdAt: now, expiresAt: "2026-11-21T09:00:00.000Z" });
    api.clock.set("2026-11-21T08:59:59.999Z");
    expect(await access(user, id)).toMatchObject({ allowed: true, asOf: "2026-11-21T08:59:59.999Z" });
    api.clock.set("2026-11-21T09:00:00.000Z");
    expect(await access(user, id)).toMatchObject({ allowed: false, reason: "expired", enrollment: enrolled.body.id });
    expect((await enrollments(user))[0]).toMatchObject({ status: "expired", endedAt: "2026-11-21T09:00:00.000Z" });
  });

  it("an entitlement that begins in two seconds lets nobody in before, and says so", async () => {
    const [user, id] = [await ledger.learner(topUp(50)), await offering()];
    const { body } = await enroll(user, { offering: id });
    await api.database.superuser`
      update entitlements set starts_at = ${new Date(Date.parse(now) + 2000)} where enrollment_id = ${uuidOf(body.id)}`;
    expect(await access(user, id)).toMatchObject({ allowed: false, reason: "not_started", asOf: now });
    api.clock.advance({ seconds: 2 });
    expect(await access(user, id)).toMatchObject({ allowed: true });
  });
});

describe("an offering that closes", () => {
  it("lets those in who are enrolled, and nobody new", async () => {
    const [user, late, id] = [await ledger.learner(topUp(50)), await ledger.learner(topUp(50)), await offering()];
    await enroll(user, { offering: id });
    await change(id, ["50 UNIT"], { available: false });
    expect((await access(user, id)).allowed).toBe(true);
    expect((await enroll(late, { offering: id })).body.code).toBe("offering.unavailable");
    expect(await ledger.balance(late)).toBe(50);
  });
});
