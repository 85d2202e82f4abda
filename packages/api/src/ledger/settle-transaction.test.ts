import { describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { grant, spend, topUp, transfer } from "../../test/ledger/postings.ts";
import { failOverduePending } from "./jobs.ts";

const ledger = useLedger();
const { api } = ledger;

const inAnHour = () => new Date(api.clock.now().getTime() + 3_600_000).toISOString();
const pending = (amount: number) => spend(amount, { pendingUntil: inAnHour() });
const settle = (transaction: string, idempotencyKey?: string) =>
  ledger.academy.server(
    "POST",
    `/v1/transactions/${transaction}/settle`,
    undefined,
    idempotencyKey ? { idempotencyKey } : {},
  );
const fail = (transaction: string, idempotencyKey?: string) =>
  ledger.academy.server(
    "POST",
    `/v1/transactions/${transaction}/fail`,
    undefined,
    idempotencyKey ? { idempotencyKey } : {},
  );

describe("a pending transaction", () => {
  it("counts against the balance: the money can't be spent twice", async () => {
    const user = await ledger.learner(topUp(10));
    const { body } = await ledger.post(user, pending(7));
    expect(body).toMatchObject({ status: "pending", amount: -7, balanceAfter: 3 });
    expect((await ledger.post(user, spend(4))).body).toMatchObject({ code: "wallet.insufficient_funds", available: 3 });
  });

  it("waits apart from revenue until it is settled", async () => {
    const before = [await ledger.platformBalance("reserved"), await ledger.platformBalance("revenue")];
    const user = await ledger.learner(topUp(10));
    const id = await ledger.posted(user, pending(7));
    const change = async () => [
      (await ledger.platformBalance("reserved")) - (before[0] ?? 0),
      (await ledger.platformBalance("revenue")) - (before[1] ?? 0),
    ];
    expect(await change()).toEqual([7, 0]);
    await settle(id);
    expect(await change()).toEqual([0, 7]);
  });

  it("ends once: what is settled can't be failed or settled again, and the other way round", async () => {
    const user = await ledger.learner(topUp(20));
    const [settled, failed] = [await ledger.posted(user, pending(7)), await ledger.posted(user, pending(5))];
    expect((await settle(settled)).body.status).toBe("settled");
    expect((await fail(failed)).body.status).toBe("failed");
    for (const end of [settle, fail]) {
      expect((await end(settled)).body).toMatchObject({
        code: "transaction.not_pending",
        transactionStatus: "settled",
      });
      expect((await end(failed)).body).toMatchObject({ code: "transaction.not_pending", transactionStatus: "failed" });
    }
    expect(await ledger.balance(user)).toBe(13);
  });

  it("is answered the same when its end is asked for again under the same key", async () => {
    const user = await ledger.learner(topUp(20));
    const [settled, failed] = [await ledger.posted(user, pending(7)), await ledger.posted(user, pending(5))];
    for (const again of [() => settle(settled, "settle-1"), () => fail(failed, "fail-1")]) {
      const [first, second] = [await again(), await again()];
      expect(second.status).toBe(200);
      expect(second.body).toEqual(first.body);
      expect(second.headers.get("idempotent-replayed")).toBe("true");
    }
  });

  it("can be given back like any purchase once it is settled, out of revenue", async () => {
    const user = await ledger.learner(topUp(10));
    const id = await ledger.posted(user, pending(7));
    await settle(id);
    const before = await ledger.platformBalance("revenue");
    expect((await ledger.reverse(id, { amount: 4 })).body.balanceAfter).toBe(7);
    expect((await ledger.platformBalance("revenue")) - before).toBe(-4);
    expect(await ledger.transaction(id)).toMatchObject({ status: "partially_reversed", reversed: 4 });
  });
});

describe("a failed transaction", () => {
  it("never counts: its money is back in the lots that it came from", async () => {
    const user = await ledger.learner(topUp(10), grant(3));
    const before = await ledger.lots(user);
    await fail(await ledger.posted(user, pending(7)));
    expect(await ledger.lots(user)).toEqual(before);
    expect((await ledger.statement(user)).at(-1)).toMatchObject({ type: "reversal", amount: 7, balanceAfter: 13 });
  });

  it("is final: it is neither given back nor settled any more", async () => {
    const user = await ledger.learner(topUp(10));
    const id = await ledger.posted(user, pending(7));
    await fail(id);
    expect((await ledger.reverse(id)).status).toBe(409);
    expect((await settle(id)).status).toBe(409);
    expect(await ledger.balance(user)).toBe(10);
  });

  it("brings back credit that has expired meanwhile, for a day at least", async () => {
    const user = await ledger.learner(grant(10, { expiresAt: inAnHour() }));
    const id = await ledger.posted(user, pending(10));
    api.clock.advance({ hours: 2 });
    await ledger.academy.settings({ refundToExpiredLot: { policy: "forfeit" } });
    await fail(id);
    await ledger.academy.settings({ refundToExpiredLot: { policy: "reissue", graceDays: 30 } });
    expect(await ledger.balance(user)).toBe(10);
    api.clock.advance({ days: 1 });
    expect(await ledger.balance(user)).toBe(0);
  });
});

describe("a transaction that is pending for too long", () => {
  it("is failed by the job, once, and not a moment too early", async () => {
    const user = await ledger.learner(topUp(10));
    const id = await ledger.posted(user, pending(7));
    api.clock.advance({ minutes: 59, seconds: 59 });
    await failOverduePending.run(ledger.academy.context);
    expect((await ledger.transaction(id)).status).toBe("pending");
    api.clock.advance({ seconds: 1 });
    const contexts = Array(3).fill(ledger.academy.context);
    await Promise.all(contexts.map((context) => failOverduePending.run(context)));
    expect(await ledger.transaction(id)).toMatchObject({ status: "failed", reversed: 7 });
    expect(await ledger.balance(user)).toBe(10);
    expect((await ledger.statement(user)).at(-1)).toMatchObject({
      actor: "job:fail-overdue-pending",
      reason: "overdue",
      about: id,
    });
  });

  it("can't be settled any more, whether or not the job has come by", async () => {
    const user = await ledger.learner(topUp(10));
    const id = await ledger.posted(user, pending(7));
    api.clock.advance({ hours: 1 });
    expect((await settle(id)).body).toMatchObject({ code: "transaction.not_pending", transactionStatus: "failed" });
    await failOverduePending.run(ledger.academy.context);
    expect(await ledger.balance(user)).toBe(10);
  });

  it("comes back even to a frozen wallet", async () => {
    const user = await ledger.learner(topUp(10));
    await ledger.posted(user, pending(7));
    await ledger.academy.server("PUT", `/v1/users/${user}/wallets/UNIT/freeze`, { reason: "under review" });
    api.clock.advance({ hours: 1 });
    await failOverduePending.run(ledger.academy.context);
    expect(await ledger.balance(user)).toBe(10);
  });

  it("does not hold up the others, when hundreds of blocked wallets can't be given theirs", async () => {
    const { context } = ledger.academy;
    const user = await ledger.learner(topUp(600), topUp(10, { refundable: false }));
    const stuck = Array.from({ length: 550 }, () => ({ user, currency: "UNIT", ...pending(1) }));
    await ledger.academy.server("POST", "/v1/transactions/batch", { transactions: stuck });
    await api.database.superuser`update accounts set blocked_at = now() where user_id = ${user}`;
    const other = await ledger.learner(topUp(10));
    await ledger.posted(other, pending(7));
    api.clock.advance({ hours: 1 });
    await failOverduePending.run(context);
    expect(await ledger.balance(other)).toBe(10);
    await api.database.superuser`update accounts set blocked_at = null where user_id = ${user}`;
    await failOverduePending.run(context);
    expect(await ledger.balance(user)).toBe(610);
  });
});

describe("what is not pending", () => {
  it("can be neither settled nor failed", async () => {
    const [user, other] = [await ledger.learner(topUp(100)), await ledger.learner()];
    const purchase = await ledger.posted(user, spend(10));
    const sent = await ledger.posted(user, transfer(10, other));
    const back = (await ledger.reverse(purchase)).body.id;
    for (const transaction of [purchase, sent, back]) {
      for (const end of [settle, fail]) {
        expect((await end(transaction)).body).toMatchObject({ code: "transaction.not_pending", status: 409 });
      }
    }
    expect((await settle(`txn_${"0".repeat(26)}`)).body.code).toBe("transaction.not_found");
    expect((await fail(`txn_${"0".repeat(26)}`)).body.code).toBe("transaction.not_found");
    await ledger.expectSound();
  });
});
