import { describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { grant, topUp, transfer } from "../../test/ledger/postings.ts";

const ledger = useLedger();

describe("a transfer", () => {
  it("takes from one and gives to the other, on both statements", async () => {
    const [from, to] = [await ledger.learner(topUp(10)), await ledger.learner(topUp(1))];
    const { body } = await ledger.post(from, transfer(7, to));
    expect(body).toMatchObject({ type: "transfer", user: from, amount: -7, balanceAfter: 3 });
    expect((await ledger.statement(from)).at(-1)).toMatchObject({ id: body.id, amount: -7, balanceAfter: 3 });
    expect((await ledger.statement(to)).at(-1)).toMatchObject({ id: body.id, amount: 7, balanceAfter: 8 });
  });

  it("shows each side its own wallet, not the other's balance", async () => {
    const [from, to] = [await ledger.learner(topUp(10)), await ledger.learner(topUp(100))];
    const id = await ledger.posted(from, transfer(7, to));
    const seen = await (await ledger.academy.as(from))("GET", `/v1/me/transactions/${id}`);
    expect(seen.body.entries).toMatchObject([
      { user: from, amount: -7, balanceAfter: 3 },
      { user: null, amount: 7, balanceAfter: null },
    ]);
  });

  it.each([0, 1, 2, 6])("with a fee of %i conserves the sum: what the sender pays is received or kept", async (fee) => {
    const [from, to] = [await ledger.learner(topUp(5), grant(2)), await ledger.learner()];
    const before = await ledger.platformBalance("revenue");
    await ledger.posted(from, transfer(7, to, { fee }));
    const kept = (await ledger.platformBalance("revenue")) - before;
    expect([await ledger.balance(from), await ledger.balance(to), kept]).toEqual([0, 7 - fee, fee]);
    await ledger.expectSound();
  });

  it("takes the fee off what would be spent first", async () => {
    const [from, to] = [await ledger.learner(topUp(5), grant(2)), await ledger.learner()];
    await ledger.posted(from, transfer(7, to, { fee: 3 }));
    expect(await ledger.lots(to)).toEqual(["refundable 4"]);
  });

  it("to oneself is refused", async () => {
    const user = await ledger.learner(topUp(10));
    expect((await ledger.post(user, transfer(5, user))).body).toMatchObject({
      status: 409,
      code: "transfer.same_wallet",
    });
    expect(await ledger.balance(user)).toBe(10);
  });

  it("to or from an unknown user is refused, and opens no wallet", async () => {
    const user = await ledger.learner(topUp(10));
    expect((await ledger.post(user, transfer(5, "nobody"))).body.code).toBe("user.not_found");
    expect((await ledger.post("nobody", transfer(5, user))).body.code).toBe("user.not_found");
    expect(await ledger.balance(user)).toBe(10);
    const [row] = await ledger.api.database.superuser`select count(*)::int from accounts where user_id = 'nobody'`;
    expect(row?.count).toBe(0);
  });

  it("to another tenant's user is refused like one to nobody", async () => {
    const other = await ledger.api.createTenant("Other Academy");
    await other.server("PUT", "/v1/currencies/UNIT", {});
    await other.server("PUT", "/v1/users/stranger", {});
    const user = await ledger.learner(topUp(10));
    const refused = await ledger.post(user, transfer(5, "stranger"));
    const toNobody = await ledger.post(user, transfer(5, "nobody"));
    expect({ ...refused.body, requestId: "" }).toEqual({ ...toNobody.body, requestId: "" });
    expect((await other.server("GET", "/v1/users/stranger/wallets/UNIT")).body.balance).toBe(0);
  });

  it("of more than there is moves nothing, not even the fee", async () => {
    const [from, to] = [await ledger.learner(topUp(10)), await ledger.learner()];
    const before = await ledger.platformBalance("revenue");
    expect((await ledger.post(from, transfer(11, to, { fee: 1 }))).body.code).toBe("wallet.insufficient_funds");
    expect([await ledger.balance(from), await ledger.balance(to)]).toEqual([10, 0]);
    expect(await ledger.platformBalance("revenue")).toBe(before);
  });

  it("is posted once under one key", async () => {
    const [from, to] = [await ledger.learner(topUp(10)), await ledger.learner()];
    const call = { idempotencyKey: "transfer-1" };
    const [first, second] = [
      await ledger.post(from, transfer(4, to), call),
      await ledger.post(from, transfer(4, to), call),
    ];
    expect(second.body).toEqual(first.body);
    expect(await ledger.balance(to)).toBe(4);
  });
});
