import { describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { grant, spend, topUp, transfer } from "../../test/ledger/postings.ts";

const ledger = useLedger();
const in10Days = "2026-11-30T09:00:00.000Z";
const in20Days = "2026-12-10T09:00:00.000Z";

describe("spending", () => {
  it("takes promotional credit before paid money, even if the paid money expires sooner", async () => {
    const user = await ledger.learner(topUp(10, { expiresAt: in10Days }), grant(10), spend(4));
    expect(await ledger.lots(user)).toEqual(["promotional 6", `refundable 10 until ${in10Days}`]);
  });

  it("takes what expires soonest first, and what never expires last", async () => {
    const user = await ledger.learner(
      grant(10),
      grant(10, { expiresAt: in20Days }),
      grant(10, { expiresAt: in10Days }),
    );
    await ledger.posted(user, spend(15));
    expect(await ledger.lots(user)).toEqual([`promotional 5 until ${in20Days}`, "promotional 10"]);
  });

  it("takes the oldest first among equals", async () => {
    const olderFirst = await ledger.learner(topUp(10), topUp(10, { refundable: false }), spend(4));
    expect(await ledger.lots(olderFirst)).toEqual(["refundable 6", "paid 10"]);
    const otherWayRound = await ledger.learner(topUp(10, { refundable: false }), topUp(10), spend(4));
    expect(await ledger.lots(otherWayRound)).toEqual(["paid 6", "refundable 10"]);
  });

  it("crosses lots in one transaction, whose lines name what they were funded by", async () => {
    const user = await ledger.learner(topUp(10), grant(5, { expiresAt: in10Days }), grant(5));
    const { entries } = await ledger.transaction(await ledger.posted(user, spend(12)));
    expect(entries.map(({ account, funding, amount }) => [account, funding, amount])).toEqual([
      ["wallet", "promotional", -5],
      ["wallet", "promotional", -5],
      ["wallet", "paid", -2],
      ["revenue", null, 12],
    ]);
    expect(new Set(entries.filter(({ account }) => account === "wallet").map((e) => e.balanceAfter))).toEqual(
      new Set([8]),
    );
  });

  it("takes all of it, to the last unit of every lot", async () => {
    const user = await ledger.learner(topUp(10), grant(5, { expiresAt: in10Days }), grant(5), spend(20));
    expect(await ledger.lots(user)).toEqual([]);
    expect(await ledger.balance(user)).toBe(0);
  });

  it("money on equal terms shares a lot", async () => {
    const user = await ledger.learner(topUp(10), grant(1), topUp(5), grant(2));
    expect(await ledger.lots(user)).toEqual(["promotional 3", "refundable 15"]);
  });
});

describe("a refund", () => {
  it("of a purchase from two lots goes back to the same two", async () => {
    const user = await ledger.learner(topUp(10), grant(5, { expiresAt: in10Days }));
    const before = await ledger.lots(user);
    const purchase = await ledger.posted(user, spend(12));
    await ledger.reverse(purchase);
    expect(await ledger.lots(user)).toEqual(before);
  });

  it("in parts gives back the paid money first, and adds up to the same two lots", async () => {
    const user = await ledger.learner(topUp(10), grant(5, { expiresAt: in10Days }));
    const purchase = await ledger.posted(user, spend(12));
    await ledger.reverse(purchase, { amount: 6 });
    expect(await ledger.lots(user)).toEqual(["refundable 9"]);
    await ledger.reverse(purchase, { amount: 3 });
    expect(await ledger.lots(user)).toEqual([`promotional 2 until ${in10Days}`, "refundable 10"]);
    await ledger.reverse(purchase);
    expect(await ledger.lots(user)).toEqual([`promotional 5 until ${in10Days}`, "refundable 10"]);
  });

  it("never turns promotional credit into money that could leave", async () => {
    const user = await ledger.learner(grant(10));
    const purchase = await ledger.posted(user, spend(10));
    await ledger.reverse(purchase);
    expect(await ledger.wallet(user)).toMatchObject({ balance: 10, promotional: 10, refundable: 0 });
  });
});

describe("promotional credit", () => {
  it("is never refundable: whoever asks for that is refused", async () => {
    const user = await ledger.learner();
    const { status, body } = await ledger.post(user, grant(10, { refundable: true }));
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, "#/refundable"]);
  });

  it("stays promotional in another's wallet, with its day of expiry", async () => {
    const [from, to] = [await ledger.learner(grant(10, { expiresAt: in10Days }), topUp(5)), await ledger.learner()];
    await ledger.posted(from, transfer(12, to));
    expect(await ledger.lots(to)).toEqual([`promotional 10 until ${in10Days}`, "refundable 2"]);
    expect(await ledger.wallet(to)).toMatchObject({ promotional: 10, refundable: 2 });
  });

  it("and money that may not go back are told apart from what may", async () => {
    const user = await ledger.learner(grant(1), topUp(20, { refundable: false }), topUp(300));
    expect(await ledger.wallet(user)).toMatchObject({ balance: 321, promotional: 1, refundable: 300 });
  });
});
