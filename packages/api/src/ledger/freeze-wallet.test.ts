import { describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { adjustment, deposit, grant, spend, topUp, transfer } from "../../test/ledger/postings.ts";

const ledger = useLedger();

const freeze = (user: string, reason = "under review") =>
  ledger.academy.server("PUT", `/v1/users/${user}/wallets/UNIT/freeze`, { reason });
const unfreeze = (user: string) => ledger.academy.server("DELETE", `/v1/users/${user}/wallets/UNIT/freeze`);

describe("a frozen wallet", () => {
  it("can be read, by its owner too, and says since when and why", async () => {
    const user = await ledger.learner(topUp(10));
    const { body } = await freeze(user);
    expect(body).toMatchObject({ balance: 10, frozen: { reason: "under review", since: "2026-11-20T09:00:00.000Z" } });
    const own = await (await ledger.academy.as(user))("GET", "/v1/me/wallets/UNIT");
    expect(own.body).toMatchObject({ balance: 10, frozen: { reason: "under review" } });
    expect(await ledger.statement(user)).toHaveLength(1);
  });

  it("spends nothing and sends nothing", async () => {
    const [user, other] = [await ledger.learner(topUp(10)), await ledger.learner()];
    await freeze(user);
    const pending = spend(1, { pendingUntil: "2027-01-01T00:00:00Z" });
    for (const posting of [spend(1), pending, transfer(1, other)]) {
      const { status, body } = await ledger.post(user, posting);
      expect([status, body]).toMatchObject([409, { code: "wallet.frozen", currency: "UNIT", reason: "under review" }]);
    }
    expect(await ledger.balance(user)).toBe(10);
  });

  it("takes in whatever comes: refunds, money, credit, transfers", async () => {
    const [user, other] = [await ledger.learner(topUp(100)), await ledger.learner(topUp(5))];
    const purchase = await ledger.posted(user, spend(40));
    await freeze(user);
    expect((await ledger.reverse(purchase)).body.balanceAfter).toBe(100);
    for (const posting of [grant(1), topUp(2), deposit(3)]) expect((await ledger.post(user, posting)).status).toBe(201);
    expect((await ledger.post(other, transfer(5, user))).status).toBe(201);
    expect(await ledger.balance(user)).toBe(111);
  });

  it("can be corrected, and what came in by mistake can be taken back", async () => {
    const user = await ledger.learner();
    const mistake = await ledger.posted(user, topUp(10));
    await freeze(user);
    expect((await ledger.post(user, adjustment(-3))).body.balanceAfter).toBe(7);
    expect((await ledger.reverse(mistake, { amount: 7 })).body.balanceAfter).toBe(0);
  });

  it("spends again once it is unfrozen", async () => {
    const user = await ledger.learner(topUp(10));
    await freeze(user);
    expect((await unfreeze(user)).body.frozen).toBeNull();
    expect((await ledger.post(user, spend(10))).status).toBe(201);
  });

  it("is frozen in one currency, and pays in the others", async () => {
    await ledger.academy.server("PUT", "/v1/currencies/EUR", {});
    const user = await ledger.learner(topUp(10), topUp(10, { currency: "EUR" }));
    await freeze(user);
    expect((await ledger.post(user, spend(10, { currency: "EUR" }))).status).toBe(201);
  });

  it("may be frozen before it is ever used", async () => {
    const user = await ledger.learner();
    await freeze(user);
    await ledger.posted(user, topUp(10));
    expect((await ledger.post(user, spend(1))).body.code).toBe("wallet.frozen");
  });

  it("is frozen once: twice the same changes nothing, and leaves one record", async () => {
    const user = await ledger.learner(topUp(10));
    await Promise.all([freeze(user), freeze(user)]);
    await unfreeze(user);
    await unfreeze(user);
    const records = await ledger.api.database.superuser`
      select action from audit_records where object = ${`wallet:${user}/UNIT`} and action like 'wallet.%' order by xid`;
    expect(records.map(({ action }) => action)).toEqual(["wallet.frozen", "wallet.unfrozen"]);
  });

  it("is none of a learner's business", async () => {
    const user = await ledger.learner(topUp(10));
    await freeze(user);
    const asLearner = await ledger.academy.as(user);
    expect((await asLearner("DELETE", `/v1/users/${user}/wallets/UNIT/freeze`)).status).toBe(403);
    expect((await freeze("nobody")).body.code).toBe("user.not_found");
  });
});

describe("a wallet in debt", () => {
  const chargeback = (amount: number) => adjustment(-amount, { reason: "chargeback", overdraft: true });

  it("comes about only where it is asked for", async () => {
    const user = await ledger.learner(topUp(10));
    expect((await ledger.post(user, adjustment(-11))).body).toMatchObject({
      code: "wallet.insufficient_funds",
      needed: 11,
      available: 10,
    });
    expect((await ledger.post(user, chargeback(11))).body).toMatchObject({ amount: -11, balanceAfter: -1 });
    expect(await ledger.lots(user)).toEqual(["debt -1"]);
  });

  it("spends and sends nothing until it is cured", async () => {
    const [user, other] = [await ledger.learner(topUp(10), chargeback(15)), await ledger.learner()];
    for (const posting of [spend(1), transfer(1, other)]) {
      expect((await ledger.post(user, posting)).body).toMatchObject({
        code: "wallet.in_debt",
        debt: 5,
        currency: "UNIT",
      });
    }
  });

  it.each([
    ["a top-up", topUp(8), "refundable 3"],
    ["credit", grant(8), "promotional 3"],
    ["a deposit", deposit(8, { refundable: false }), "paid 3"],
    ["a correction", adjustment(8), "promotional 3"],
  ])("is cured first by %s, and what is left can be spent", async (_, posting, left) => {
    const user = await ledger.learner(topUp(10), chargeback(15));
    expect((await ledger.post(user, posting)).body.balanceAfter).toBe(3);
    expect(await ledger.lots(user)).toEqual([left]);
    expect((await ledger.post(user, spend(3))).status).toBe(201);
  });

  it("that is cured in part still owes the rest", async () => {
    const user = await ledger.learner(chargeback(15), topUp(8));
    expect((await ledger.post(user, spend(1))).body).toMatchObject({ code: "wallet.in_debt", debt: 7 });
    await ledger.posted(user, topUp(7));
    expect((await ledger.post(user, spend(1))).body).toMatchObject({ code: "wallet.insufficient_funds", available: 0 });
  });

  it("is cured by what another sends", async () => {
    const [user, other] = [await ledger.learner(chargeback(5)), await ledger.learner(topUp(8))];
    await ledger.posted(other, transfer(8, user));
    expect(await ledger.lots(user)).toEqual(["refundable 3"]);
    await ledger.expectSound();
  });

  it("adds up over several debts", async () => {
    const user = await ledger.learner(chargeback(5), chargeback(6));
    expect(await ledger.lots(user)).toEqual(["debt -11"]);
  });
});
