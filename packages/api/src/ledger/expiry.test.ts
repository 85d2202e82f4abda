import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { grant, spend, topUp } from "../../test/ledger/postings.ts";
import { rowCounts } from "../../test/ledger/rows.ts";
import { expireCredit } from "./jobs.ts";

const ledger = useLedger();
const { api } = ledger;
const now = "2026-11-20T09:00:00.000Z";
const expiresAt = "2026-11-30T09:00:00.000Z";

beforeEach(() => api.clock.set(now));

describe("credit that expires", () => {
  it("can be spent up to the last millisecond, and not from the instant on", async () => {
    const user = await ledger.learner(grant(10, { expiresAt }));
    api.clock.set("2026-11-30T08:59:59.999Z");
    await ledger.posted(user, spend(4));
    api.clock.set(expiresAt);
    expect(await ledger.balance(user)).toBe(0);
    expect((await ledger.post(user, spend(1))).body).toMatchObject({ code: "wallet.insufficient_funds", available: 0 });
  });

  it("is written off once, by whoever comes first: the job or the next posting", async () => {
    const users = [await ledger.learner(grant(10, { expiresAt })), await ledger.learner(grant(10, { expiresAt }))];
    api.clock.set(expiresAt);
    await ledger.post(users[0] as string, topUp(1));
    await expireCredit.run(ledger.academy.context);
    await expireCredit.run(ledger.academy.context);
    const amounts = await Promise.all(
      users.map(async (user) => (await ledger.statement(user)).map(({ type, amount }) => `${type} ${amount}`)),
    );
    expect(amounts).toEqual([
      ["grant 10", "expiry -10", "top_up 1"],
      ["grant 10", "expiry -10"],
    ]);
  });

  it("goes to breakage", async () => {
    const before = await ledger.platformBalance("breakage");
    await ledger.learner(grant(7, { expiresAt }), grant(5, { expiresAt: "2026-11-29T00:00:00Z" }));
    api.clock.set(expiresAt);
    await expireCredit.run(ledger.academy.context);
    expect((await ledger.platformBalance("breakage")) - before).toBe(12);
  });

  it("leaves the rest of the wallet alone", async () => {
    const user = await ledger.learner(grant(7, { expiresAt }), topUp(5), grant(3));
    api.clock.set(expiresAt);
    expect(await ledger.lots(user)).toEqual(["promotional 3", "refundable 5"]);
    await expireCredit.run(ledger.academy.context);
    expect(await ledger.lots(user)).toEqual(["promotional 3", "refundable 5"]);
    expect(await ledger.balance(user)).toBe(8);
  });

  it("ends at the instant where a day is sent, too; the same end in other words is the same lot", async () => {
    const user = await ledger.learner(
      grant(1, { expiresAt: "2026-12-01T00:00:00Z" }),
      grant(2, { expiresAt: "2026-12-01T02:00:00+02:00" }),
      grant(4, { expiresOn: "2026-11-30" }),
      grant(8, { expiresAt: "2026-12-01T00:00:00.000Z", expiresOn: "2027-06-30" }),
    );
    expect(await ledger.lots(user)).toEqual(["promotional 15 until 2026-12-01T00:00:00.000Z"]);
  });

  it.each([
    ["expiresAt", grant(5, { expiresAt: now })],
    ["expiresAt", grant(5, { expiresAt: now, expiresOn: "2027-06-30" })],
    ["expiresAt", topUp(5, { expiresAt: "2026-11-20T08:59:59.999Z" })],
    ["expiresOn", grant(5, { expiresOn: "2026-11-19" })],
    ["pendingUntil", spend(5, { pendingUntil: now })],
  ])("can't be given, nor money be set aside, up to an instant that has passed: %s", async (field, posting) => {
    const user = await ledger.learner(topUp(10));
    const before = await rowCounts(api);
    const { status, body } = await ledger.post(user, posting);
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([400, "request.invalid", `#/${field}`]);
    expect(await rowCounts(api)).toEqual(before);
  });

  it("is answered as before when its request comes again after the instant has passed", async () => {
    const user = await ledger.learner();
    const call = { idempotencyKey: "late-retry" };
    const first = await ledger.post(user, grant(10, { expiresAt }), call);
    api.clock.set(expiresAt);
    const second = await ledger.post(user, grant(10, { expiresAt }), call);
    expect([second.status, second.body]).toEqual([201, first.body]);
  });

  it("that has passed spoils no other posting of a batch", async () => {
    const user = await ledger.learner();
    const postings = [grant(1), grant(2, { expiresAt: now }), spend(1)];
    const transactions = postings.map((posting) => ({ user, currency: "UNIT", ...posting }));
    const { body } = await ledger.academy.server("POST", "/v1/transactions/batch", { transactions });
    expect(body.results.map((result: { problem?: { code: string } }) => result.problem?.code ?? "posted")).toEqual([
      "posted",
      "request.invalid",
      "posted",
    ]);
  });
});

describe("a refund to credit that has expired meanwhile", () => {
  afterEach(() => ledger.academy.settings({ refundToExpiredLot: { policy: "reissue", graceDays: 30 } }));

  /** A purchase of 8 from a wallet of 5 promotional and 10 paid, seen after the 5 have expired. */
  async function purchaseBeforeExpiry(): Promise<{ user: string; purchase: string }> {
    const user = await ledger.learner(grant(5, { expiresAt }), topUp(10));
    const purchase = await ledger.posted(user, spend(8));
    api.clock.set("2026-12-01T09:00:00.000Z");
    return { user, purchase };
  }

  it("reissues it for the days of grace, on the same terms otherwise", async () => {
    await ledger.academy.settings({ refundToExpiredLot: { policy: "reissue", graceDays: 7 } });
    const { user, purchase } = await purchaseBeforeExpiry();
    const { body } = await ledger.reverse(purchase);
    expect(body).toMatchObject({ amount: 8, balanceAfter: 15 });
    expect(await ledger.lots(user)).toEqual(["promotional 5 until 2026-12-08T09:00:00.000Z", "refundable 10"]);
  });

  it("forfeits it to breakage, and gives the rest back", async () => {
    await ledger.academy.settings({ refundToExpiredLot: { policy: "forfeit" } });
    const before = await ledger.platformBalance("breakage");
    const { user, purchase } = await purchaseBeforeExpiry();
    const { body } = await ledger.reverse(purchase);
    expect(body).toMatchObject({ amount: 3, balanceAfter: 10 });
    expect(await ledger.lots(user)).toEqual(["refundable 10"]);
    expect((await ledger.platformBalance("breakage")) - before).toBe(5);
    expect(await ledger.transaction(purchase)).toMatchObject({ status: "reversed", reversed: 8 });
    await ledger.expectSound();
  });

  it("forfeits all of it, and tells the balance that stands", async () => {
    await ledger.academy.settings({ refundToExpiredLot: { policy: "forfeit" } });
    const user = await ledger.learner(grant(5, { expiresAt }), topUp(10));
    const purchase = await ledger.posted(user, spend(5));
    api.clock.set("2026-12-01T09:00:00.000Z");
    const { status, body } = await ledger.reverse(purchase);
    expect([status, body.amount, body.balanceAfter]).toEqual([201, 0, 10]);
    expect((await ledger.reverse(purchase)).body).toMatchObject({
      code: "transaction.reversal_exceeds_original",
      remaining: 0,
    });
  });

  it("of which a part is asked for counts what was forfeited as given back", async () => {
    await ledger.academy.settings({ refundToExpiredLot: { policy: "forfeit" } });
    const { user, purchase } = await purchaseBeforeExpiry();
    expect((await ledger.reverse(purchase, { amount: 4 })).body.amount).toBe(3);
    expect((await ledger.reverse(purchase, { amount: 4 })).body.amount).toBe(0);
    expect((await ledger.reverse(purchase, { amount: 1 })).status).toBe(409);
    expect(await ledger.balance(user)).toBe(10);
  });
});

describe("the last day of credit", () => {
  const zones = ["Africa/Cairo", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kathmandu"];
  afterEach(() => ledger.academy.settings({ timezone: "UTC" }));

  it.each([
    // Clocks go forward: Cairo at midnight, which that day does not have; Berlin at two.
    ["Africa/Cairo", "2027-04-29", "2027-04-29T22:00:00.000Z"],
    ["Africa/Cairo", "2027-04-30", "2027-04-30T21:00:00.000Z"],
    ["Europe/Berlin", "2027-03-27", "2027-03-27T23:00:00.000Z"],
    ["Europe/Berlin", "2027-03-28", "2027-03-28T22:00:00.000Z"],
    // Clocks go back: Cairo at the midnight that ends a day of 25 hours; Berlin at three.
    ["Africa/Cairo", "2027-10-28", "2027-10-28T22:00:00.000Z"],
    ["Africa/Cairo", "2027-10-29", "2027-10-29T22:00:00.000Z"],
    ["Europe/Berlin", "2027-10-30", "2027-10-30T22:00:00.000Z"],
    ["Europe/Berlin", "2027-10-31", "2027-10-31T23:00:00.000Z"],
  ])("in %s, %s, ends at %s", async (timezone, expiresOn, end) => {
    await ledger.academy.settings({ timezone });
    const user = await ledger.learner(grant(10, { expiresOn }));
    expect(await ledger.lots(user)).toEqual([`promotional 10 until ${end}`]);
    api.clock.set(end);
    api.clock.advance({ seconds: -1 });
    expect((await ledger.post(user, spend(4))).status).toBe(201);
    api.clock.set(end);
    expect(await ledger.balance(user)).toBe(0);
  });

  it.each(zones)("in %s is whole, on each day of a year", async (timezone) => {
    await ledger.academy.settings({ timezone });
    const user = await ledger.learner();
    const days = Array.from({ length: 365 }, (_, i) => new Date(Date.UTC(2027, 0, 1 + i)).toISOString().slice(0, 10));
    const transactions = days.map((expiresOn) => ({ user, currency: "UNIT", ...grant(1, { expiresOn }) }));
    await ledger.academy.server("POST", "/v1/transactions/batch", { transactions });
    const ends = (await ledger.wallet(user)).lots.map((lot) => Date.parse(lot.expiresAt ?? ""));
    const { format } = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone });
    // The millisecond before still belongs to the day, and the instant itself to the next.
    expect(ends.map((end) => format(end - 1))).toEqual(days);
    expect(ends.map((end) => format(end))).toEqual([...days.slice(1), "2028-01-01"]);
  });

  it("may lie as far ahead as a date can tell, and the wallet can still be read", async () => {
    await ledger.academy.settings({ timezone: "America/Los_Angeles" });
    const user = await ledger.learner(grant(10, { expiresOn: "9998-12-31" }));
    expect(await ledger.lots(user)).toEqual(["promotional 10 until 9998-12-31T23:59:59.999Z"]);
  });

  it("is that of the time zone in which it was given: a later change moves no expiry", async () => {
    await ledger.academy.settings({ timezone: "Africa/Cairo" });
    const user = await ledger.learner(grant(10, { expiresOn: "2026-12-31" }));
    const before = await ledger.lots(user);
    await ledger.academy.settings({ timezone: "America/Los_Angeles" });
    expect(await ledger.lots(user)).toEqual(before);
  });
});
