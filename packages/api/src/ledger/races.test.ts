import { beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../test/api.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { grant, spend, topUp, transfer } from "../../test/ledger/postings.ts";
import { startProcess } from "../../test/ledger/process.ts";
import { expireCredit } from "./jobs.ts";

// Four API processes on one database: what is sent through different ones never travels in the same batch.
const ledger = useLedger({ otherProcesses: 3 });
const { api } = ledger;

const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort();
/** Calls as many times at once, in turn through each process. */
const atOnce = <T>(times: number, call: (via: Caller, index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: times }, (_, i) => call(ledger.servers[i % ledger.servers.length] as Caller, i)));

describe("concurrent spending", () => {
  it("two debits of 7 and 5 on 10: exactly one succeeds", async () => {
    for (let round = 0; round < 10; round++) {
      const user = await ledger.learner(topUp(10));
      const answers = await atOnce(2, (via, i) => ledger.post(user, spend([7, 5][i]), { via }));
      expect(statuses(answers)).toEqual([201, 402]);
      expect([3, 5]).toContain(await ledger.balance(user));
    }
  });

  it("a hundred spends of 1 on 40: forty succeed, sixty are told that the money is gone", async () => {
    const user = await ledger.learner(topUp(40));
    const answers = await atOnce(100, (via) => ledger.post(user, spend(1), { via }));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(40);
    const refused = answers.filter(({ body }) => body.code === "wallet.insufficient_funds");
    expect(refused).toHaveLength(60);
    expect(await ledger.balance(user)).toBe(0);
    await ledger.expectSound();
  });

  it("the last unit is spent once", async () => {
    const user = await ledger.learner(topUp(1));
    const answers = await atOnce(16, (via) => ledger.post(user, spend(1), { via }));
    expect(statuses(answers)).toEqual([201, ...Array(15).fill(402)]);
  });

  it("each acknowledged spend tells a balance of its own, without a gap", async () => {
    const user = await ledger.learner(topUp(50));
    const answers = await atOnce(50, (via) => ledger.post(user, spend(1), { via }));
    expect(answers.map(({ body }) => body.balanceAfter).sort((a, b) => a - b)).toEqual([...Array(50).keys()]);
  });
});

describe("the same key from many connections at once", () => {
  it("moves money once, and all are answered alike", async () => {
    const user = await ledger.learner();
    const answers = await atOnce(12, (via) => ledger.post(user, topUp(5), { via, idempotencyKey: "race-same" }));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(statuses(answers)).toEqual(Array(12).fill(201));
    expect(answers.filter(({ headers }) => headers.has("idempotent-replayed"))).toHaveLength(11);
    expect(await ledger.balance(user)).toBe(5);
  });

  it("two different requests: one is posted, the other learns that the key is taken", async () => {
    for (let round = 0; round < 10; round++) {
      const users = [await ledger.learner(), await ledger.learner()];
      const call = { idempotencyKey: `race-other-${round}` };
      const answers = await atOnce(2, (via, i) => ledger.post(users[i] as string, topUp(5), { via, ...call }));
      expect(statuses(answers)).toEqual([201, 422]);
    }
  });

  it("a refusal without a wallet is remembered once, and all are answered alike", async () => {
    for (let round = 0; round < 10; round++) {
      const call = { idempotencyKey: `race-nobody-${round}` };
      const answers = await atOnce(4, (via) => ledger.post("nobody", topUp(5), { via, ...call }));
      expect(statuses(answers)).toEqual([404, 404, 404, 404]);
      expect(answers.filter(({ headers }) => headers.has("idempotent-replayed"))).toHaveLength(3);
    }
  });

  it("a batch is posted once", async () => {
    const user = await ledger.learner();
    const transactions = [1, 2, 3].map((amount) => ({ user, currency: "UNIT", ...topUp(amount) }));
    const call = { idempotencyKey: "race-batch" };
    const answers = await atOnce(4, (via) => via("POST", "/v1/transactions/batch", { transactions }, call));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await ledger.balance(user)).toBe(6);
  });
});

describe("concurrent refunds", () => {
  it("two of 60 for a purchase of 100: one is given, the other is told that 40 are left", async () => {
    for (let round = 0; round < 5; round++) {
      const user = await ledger.learner(topUp(100));
      const purchase = await ledger.posted(user, spend(100));
      const answers = await atOnce(2, (via) => ledger.reverse(purchase, { amount: 60 }, { via }));
      expect(statuses(answers)).toEqual([201, 409]);
      const refused = answers.find(({ status }) => status === 409);
      expect(refused?.body).toMatchObject({ code: "transaction.reversal_exceeds_original", remaining: 40 });
      expect(await ledger.balance(user)).toBe(60);
    }
  });

  it("ten of the whole: one is given", async () => {
    const user = await ledger.learner(topUp(30));
    const purchase = await ledger.posted(user, spend(30));
    const answers = await atOnce(10, (via) => ledger.reverse(purchase, {}, { via }));
    expect(statuses(answers)).toEqual([201, ...Array(9).fill(409)]);
    expect(await ledger.balance(user)).toBe(30);
  });

  it("a top-up that is spent and taken back at once: never both", async () => {
    for (let round = 0; round < 5; round++) {
      const user = await ledger.learner();
      const paid = await ledger.posted(user, topUp(10));
      const answers = await atOnce(2, (via, i) =>
        i === 0 ? ledger.post(user, spend(10), { via }) : ledger.reverse(paid, {}, { via }),
      );
      expect(statuses(answers)).toEqual([201, 402]);
      expect(await ledger.balance(user)).toBe(0);
    }
  });

  it("a pending purchase that is settled and failed at once ends one way", async () => {
    for (let round = 0; round < 5; round++) {
      const user = await ledger.learner(topUp(10));
      const pending = await ledger.posted(user, spend(10, { pendingUntil: "2027-01-01T00:00:00Z" }));
      const answers = await atOnce(4, (via, i) =>
        via("POST", `/v1/transactions/${pending}/${i % 2 ? "fail" : "settle"}`),
      );
      expect(statuses(answers)).toEqual([200, 409, 409, 409]);
      const { status } = await ledger.transaction(pending);
      expect(await ledger.balance(user)).toBe(status === "failed" ? 10 : 0);
    }
    await ledger.expectSound();
  });
});

describe("wallets that are used together", () => {
  it("transfers in both directions at once wait for each other, and none is lost", async () => {
    const [amina, omar] = [await ledger.learner(topUp(100)), await ledger.learner(topUp(100))];
    const answers = await atOnce(60, (via, i) => {
      const [from, to] = i % 2 ? [amina, omar] : [omar, amina];
      return ledger.post(from, transfer(1 + (i % 3), to), { via });
    });
    expect(statuses(answers)).toEqual(Array(60).fill(201));
    expect((await ledger.balance(amina)) + (await ledger.balance(omar))).toBe(200);
  });

  it("batches over the same wallets in opposite orders all go through", async () => {
    const users = await Promise.all(Array.from({ length: 6 }, () => ledger.learner(topUp(100))));
    const answers = await atOnce(16, (via, i) => {
      const inOrder = i % 2 ? users : users.toReversed();
      const transactions = inOrder.map((user) => ({ user, currency: "UNIT", ...spend(1) }));
      return via("POST", "/v1/transactions/batch", { transactions });
    });
    expect(statuses(answers)).toEqual(Array(16).fill(200));
    expect(await Promise.all(users.map((user) => ledger.balance(user)))).toEqual(Array(6).fill(84));
  });

  it("the first postings in a new currency make each wallet and each platform account once", async () => {
    await ledger.academy.server("PUT", "/v1/currencies/FRESH", {});
    const users = [await ledger.learner(), await ledger.learner()];
    const answers = await atOnce(12, (via, i) =>
      ledger.post(users[i % 2] as string, grant(1, { currency: "FRESH" }), { via }),
    );
    expect(statuses(answers)).toEqual(Array(12).fill(201));
    const accounts = await api.database.superuser`
      select kind, user_id, count(*)::int from accounts where currency = 'FRESH' group by kind, user_id`;
    expect(accounts.map(({ count }) => count)).toEqual([1, 1, 1]);
    await ledger.expectSound();
  });
});

describe("a spend in the instant in which its credit expires", () => {
  const instant = Date.parse("2026-11-25T12:00:00.000Z");
  const until = new Date(instant).toISOString();
  let before: Caller;

  beforeAll(() => {
    // A process whose clock goes a millisecond late: to it, the credit can still be spent.
    const late = startProcess(api, { clock: { now: () => new Date(instant - 1) } });
    ledger.processes.push(late);
    before = late.call(ledger.academy.secretKey);
    api.clock.set(until);
  });

  it("one of the two wins: the money is spent or written off, never both", async () => {
    const outcomes = new Set<number>();
    for (let round = 0; round < 20; round++) {
      const user = await ledger.learner();
      // Granted by the late process, for which it has not expired yet.
      await ledger.post(user, grant(10, { expiresAt: until }), { via: before });
      const [spent] = await Promise.all([
        ledger.post(user, spend(10), { via: before }),
        expireCredit.run(ledger.academy.context),
      ]);
      await expireCredit.run(ledger.academy.context);
      outcomes.add(spent.status);
      const types = (await ledger.statement(user)).map(({ type, amount }) => [type, amount]);
      expect(types).toEqual([["grant", 10], spent.status === 201 ? ["spend", -10] : ["expiry", -10]]);
      expect(await ledger.balance(user)).toBe(0);
    }
    expect([...outcomes].every((status) => status === 201 || status === 402)).toBe(true);
    await ledger.expectSound();
  });

  it("at that instant it is gone, whether or not the job has run", async () => {
    const user = await ledger.learner();
    await ledger.post(user, grant(10, { expiresAt: until }), { via: before });
    expect(await ledger.balance(user)).toBe(0);
    const refused = await ledger.post(user, spend(1));
    expect(refused.body).toMatchObject({ code: "wallet.insufficient_funds", available: 0 });
  });

  it("credit that a late process gives after the write-off is written off again", async () => {
    const user = await ledger.learner();
    for (const amount of [7, 5]) {
      await ledger.post(user, grant(amount, { expiresAt: until }), { via: before });
      await expireCredit.run(ledger.academy.context);
    }
    expect((await ledger.statement(user)).map(({ amount }) => amount)).toEqual([7, -7, 5, -5]);
    await ledger.expectSound();
  });

  it("a refund that a late process gives to credit that is written off already is written off again", async () => {
    const user = await ledger.learner();
    await ledger.post(user, grant(10, { expiresAt: until }), { via: before });
    const purchase = await ledger.post(user, spend(10), { via: before });
    await expireCredit.run(ledger.academy.context);
    await ledger.reverse(purchase.body.id, {}, { via: before });
    expect(await ledger.balance(user)).toBe(0);
    await expireCredit.run(ledger.academy.context);
    expect((await ledger.statement(user)).map(({ amount }) => amount)).toEqual([10, -10, 10, -10]);
  });

  it("two jobs at once write it off once", async () => {
    const user = await ledger.learner();
    await ledger.post(user, grant(10, { expiresAt: until }), { via: before });
    await Promise.all(
      [ledger.academy.context, { ...ledger.academy.context, sql: ledger.processes[0]?.platform.sql as never }].map(
        (context) => expireCredit.run(context),
      ),
    );
    expect((await ledger.statement(user)).map(({ type }) => type)).toEqual(["grant", "expiry"]);
  });
});
