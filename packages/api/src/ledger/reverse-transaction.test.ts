import { describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { adjustment, deposit, grant, spend, topUp, transfer } from "../../test/ledger/postings.ts";

const ledger = useLedger();

describe("giving a purchase back", () => {
  it("returns the money, names the purchase, and leaves it marked", async () => {
    const user = await ledger.learner(topUp(100));
    const purchase = await ledger.posted(user, spend(30));
    const { status, body } = await ledger.reverse(purchase);
    expect([status, body]).toMatchObject([201, { type: "reversal", amount: 30, balanceAfter: 100, about: purchase }]);
    expect(await ledger.transaction(purchase)).toMatchObject({ status: "reversed", reversed: 30 });
  });

  it("in parts never passes the purchase: the last is told what is left", async () => {
    const user = await ledger.learner(topUp(100));
    const purchase = await ledger.posted(user, spend(100));
    expect((await ledger.reverse(purchase, { amount: 60 })).body.balanceAfter).toBe(60);
    expect(await ledger.transaction(purchase)).toMatchObject({ status: "partially_reversed", reversed: 60 });
    const refused = await ledger.reverse(purchase, { amount: 41 });
    expect(refused.body).toMatchObject({ code: "transaction.reversal_exceeds_original", remaining: 40 });
    expect((await ledger.reverse(purchase)).body).toMatchObject({ amount: 40, balanceAfter: 100 });
    expect((await ledger.reverse(purchase)).body).toMatchObject({ status: 409, remaining: 0 });
  });

  it("lets the same purchase be made again: under a new key it is charged, under the old one it is not", async () => {
    const user = await ledger.learner(topUp(100));
    const first = await ledger.post(user, spend(30), { idempotencyKey: "course-7" });
    await ledger.reverse(first.body.id);
    const again = await ledger.post(user, spend(30), { idempotencyKey: "course-7/again" });
    expect(again.body).toMatchObject({ amount: -30, balanceAfter: 70 });
    const replayed = await ledger.post(user, spend(30), { idempotencyKey: "course-7" });
    expect(replayed.body.id).toBe(first.body.id);
    expect(replayed.headers.get("idempotent-replayed")).toBe("true");
    expect(await ledger.balance(user)).toBe(70);
  });

  it("is answered the same when it is asked for again", async () => {
    const user = await ledger.learner(topUp(100));
    const purchase = await ledger.posted(user, spend(30));
    const call = { idempotencyKey: "refund-once" };
    const [first, second] = [
      await ledger.reverse(purchase, { amount: 10 }, call),
      await ledger.reverse(purchase, { amount: 10 }, call),
    ];
    expect(second.body).toEqual(first.body);
    expect(await ledger.balance(user)).toBe(80);
  });

  it("cures a debt before anything can be spent again", async () => {
    const user = await ledger.learner(grant(10), topUp(20));
    const purchase = await ledger.posted(user, spend(30));
    await ledger.posted(user, adjustment(-12, { overdraft: true }));
    expect((await ledger.reverse(purchase)).body.balanceAfter).toBe(18);
    expect(await ledger.lots(user)).toEqual(["promotional 10", "refundable 8"]);
    await ledger.expectSound();
  });

  it("of less than the debt cures a part of it, and brings nothing else back", async () => {
    const user = await ledger.learner(topUp(30));
    const purchase = await ledger.posted(user, spend(30));
    await ledger.posted(user, adjustment(-100, { overdraft: true }));
    expect((await ledger.reverse(purchase, { amount: 10 })).body).toMatchObject({ amount: 10, balanceAfter: -90 });
    expect((await ledger.reverse(purchase)).body).toMatchObject({ amount: 20, balanceAfter: -70 });
    expect(await ledger.lots(user)).toEqual(["debt -70"]);
  });

  it("takes the money from where it went: revenue shrinks again", async () => {
    const user = await ledger.learner(topUp(100));
    const before = await ledger.platformBalance("revenue");
    const purchase = await ledger.posted(user, spend(30));
    await ledger.reverse(purchase, { amount: 20 });
    expect((await ledger.platformBalance("revenue")) - before).toBe(10);
  });
});

describe("taking money back that came in", () => {
  it.each([
    ["grant", grant(10)],
    ["top-up", topUp(10)],
    ["deposit", deposit(10)],
    ["adjustment", adjustment(10)],
  ])("undoes a %s", async (_, posting) => {
    const user = await ledger.learner(topUp(5, { refundable: false }));
    const posted = await ledger.posted(user, posting);
    expect((await ledger.reverse(posted)).body).toMatchObject({ amount: -10, balanceAfter: 5 });
    expect(await ledger.lots(user)).toEqual(["paid 5"]);
  });

  it("never touches other lots: what was spent already is refused", async () => {
    const user = await ledger.learner(topUp(100));
    const given = await ledger.posted(user, grant(10));
    await ledger.posted(user, spend(4));
    const refused = await ledger.reverse(given);
    expect(refused.body).toMatchObject({ code: "wallet.insufficient_funds", needed: 10, available: 6 });
    expect((await ledger.reverse(given, { amount: 6 })).body.balanceAfter).toBe(100);
  });

  it("after a chargeback takes the rest from other lots, and what is missing is owed", async () => {
    const user = await ledger.learner();
    const paid = await ledger.posted(user, topUp(100));
    await ledger.posted(user, grant(10));
    await ledger.posted(user, spend(70));
    expect(await ledger.balance(user)).toBe(40);
    expect((await ledger.reverse(paid, { overdraft: true })).body).toMatchObject({ amount: -100, balanceAfter: -60 });
    expect(await ledger.lots(user)).toEqual(["debt -60"]);
    await ledger.expectSound();
  });

  it("works for a top-up that had cured a debt: the debt is back", async () => {
    const user = await ledger.learner(adjustment(-30, { overdraft: true }));
    const paid = await ledger.posted(user, topUp(100));
    expect((await ledger.reverse(paid)).body).toMatchObject({ code: "wallet.insufficient_funds", available: 70 });
    expect((await ledger.reverse(paid, { overdraft: true })).body).toMatchObject({ amount: -100, balanceAfter: -30 });
    expect(await ledger.transaction(paid)).toMatchObject({ status: "reversed" });
    await ledger.expectSound();
  });
});

describe("what can't be given back", () => {
  it("a reversal, a transfer, an overdraft and what is still pending", async () => {
    const [user, other] = [await ledger.learner(topUp(100)), await ledger.learner()];
    const purchase = await ledger.posted(user, spend(10));
    const reversal = (await ledger.reverse(purchase)).body.id;
    const sent = await ledger.posted(user, transfer(10, other));
    const pending = await ledger.posted(user, spend(10, { pendingUntil: "2027-01-01T00:00:00Z" }));
    const owed = await ledger.posted(user, adjustment(-100, { overdraft: true }));
    for (const transaction of [reversal, sent, pending, owed]) {
      const { status, body } = await ledger.reverse(transaction, { overdraft: true });
      expect([status, body.code]).toEqual([409, "transaction.not_reversible"]);
    }
  });

  it("a transaction that is not there, or another tenant's", async () => {
    const stranger = await ledger.api.createTenant("Other Academy");
    await stranger.server("PUT", "/v1/currencies/UNIT", {});
    await stranger.server("PUT", "/v1/users/theirs", {});
    const theirs = await stranger.server("POST", "/v1/transactions", { user: "theirs", currency: "UNIT", ...topUp(5) });
    for (const transaction of [`txn_${"0".repeat(26)}`, theirs.body.id]) {
      expect((await ledger.reverse(transaction)).body.code).toBe("transaction.not_found");
    }
  });

  it("anything by a learner, whose own it may be", async () => {
    const user = await ledger.learner(topUp(10));
    const purchase = await ledger.posted(user, spend(10));
    const refused = await ledger.reverse(purchase, {}, { via: await ledger.academy.as(user) });
    expect([refused.status, refused.body.code]).toEqual([403, "auth.forbidden"]);
    expect(await ledger.balance(user)).toBe(0);
  });
});
