import { beforeAll, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { adjustment, deposit, grant, spend, topUp, transfer } from "../../test/ledger/postings.ts";
import { rowCounts } from "../../test/ledger/rows.ts";

const ledger = useLedger();

const notAmounts = {
  zero: 0,
  "below zero": -5,
  "a fraction": 1.5,
  "a numeral in quotes": "5",
  "past what is exact": 2 ** 53,
  "past the largest amount": 1e15 + 1,
  null: null,
  missing: undefined,
  "a list": [5],
  true: true,
};

describe("an amount that is none", () => {
  let user: string;
  let other: string;
  beforeAll(async () => {
    user = await ledger.learner(topUp(100));
    other = await ledger.learner();
  });

  const postings = (amount: unknown) => [
    grant(amount),
    topUp(amount),
    deposit(amount),
    spend(amount),
    transfer(amount, other),
  ];

  it.each(Object.entries(notAmounts))(
    "%s is refused in every kind of posting, and nothing is written",
    async (_, amount) => {
      const before = await rowCounts(ledger.api);
      for (const posting of postings(amount)) {
        const { status, body } = await ledger.post(user, posting);
        expect([posting.type, status, body.code]).toEqual([posting.type, 400, "request.invalid"]);
        expect(body.errors?.map(({ pointer }) => pointer)).toContain("#/amount");
      }
      expect(await rowCounts(ledger.api)).toEqual(before);
    },
  );

  it.each([0, 1.5, "5", 2 ** 53, -(2 ** 53), 1e15 + 1, -1e15 - 1, null])(
    "%s is refused as an adjustment, which may be below zero",
    async (amount) => {
      const before = await rowCounts(ledger.api);
      const { status, body } = await ledger.post(user, adjustment(amount));
      expect([status, body.errors?.[0]?.pointer]).toEqual([400, "#/amount"]);
      expect(await rowCounts(ledger.api)).toEqual(before);
    },
  );

  it.each([0, -1, 1.5, "5", 2 ** 53])("%s is refused as the amount of a refund", async (amount) => {
    const purchase = await ledger.posted(user, spend(1));
    const before = await rowCounts(ledger.api);
    const { status, body } = await ledger.reverse(purchase, { amount });
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, "#/amount"]);
    expect(await rowCounts(ledger.api)).toEqual(before);
  });

  it("is refused where an admin tops up, and in a batch, with a pointer to it", async () => {
    const { server } = ledger.academy;
    const before = await rowCounts(ledger.api);
    const alone = await server("POST", `/v1/users/${user}/wallets/UNIT/top-ups`, { amount: -5, reason: "cash" });
    expect(alone.body.errors).toMatchObject([{ pointer: "#/amount" }]);
    const transactions = [spend(1), spend(0)].map((posting) => ({ user, currency: "UNIT", ...posting }));
    const batch = await server("POST", "/v1/transactions/batch", { transactions });
    expect(batch.body.errors).toMatchObject([{ pointer: "#/transactions/1/amount" }]);
    expect(await rowCounts(ledger.api)).toEqual(before);
  });

  it("past what a number can be is refused as well", async () => {
    const body = `{"type":"top_up","user":"${user}","currency":"UNIT","amount":1e400,"reason":"cash"}`;
    const answer = await ledger.academy.server("POST", "/v1/transactions", body);
    expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([400, "#/amount"]);
  });

  it("does not use up its idempotency key", async () => {
    const call = { idempotencyKey: "mistyped" };
    expect((await ledger.post(user, topUp(-5), call)).status).toBe(400);
    expect((await ledger.post(user, topUp(5), call)).status).toBe(201);
  });
});

describe("a fee", () => {
  it.each([-1, 0.5, 10, 11, "1"])("of %s for a transfer of 10 is refused", async (fee) => {
    const [from, to] = [await ledger.learner(topUp(10)), await ledger.learner()];
    const { status, body } = await ledger.post(from, transfer(10, to, { fee }));
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, "#/fee"]);
    expect(await ledger.balance(from)).toBe(10);
  });
});

describe("the largest amounts", () => {
  const largest = 1e15;
  const most = Array(9).fill(topUp(largest));

  it("come and go exactly", async () => {
    const user = await ledger.learner(topUp(largest - 1), topUp(largest));
    expect(await ledger.balance(user)).toBe(1_999_999_999_999_999);
    await ledger.posted(user, spend(largest));
    expect(await ledger.balance(user)).toBe(999_999_999_999_999);
  });

  it("a balance that would not be exact in JavaScript is refused, and stays what it was", async () => {
    const user = await ledger.learner(...most);
    const refused = await ledger.post(user, topUp(largest));
    expect(refused.body).toMatchObject({ status: 409, code: "wallet.limit_exceeded", currency: "UNIT" });
    expect(await ledger.balance(user)).toBe(9 * largest);
  });

  it("the same in one batch with a spend: each posting is answered in its place", async () => {
    const user = await ledger.learner();
    const transactions = [...most, topUp(largest), spend(largest), topUp(largest)].map((posting) => ({
      user,
      currency: "UNIT",
      ...posting,
    }));
    const { status, body } = await ledger.academy.server("POST", "/v1/transactions/batch", { transactions });
    expect(status).toBe(200);
    const answers = body.results.map((result: { problem?: { code: string } }) => result.problem?.code ?? "posted");
    expect(answers).toEqual([...Array(9).fill("posted"), "wallet.limit_exceeded", "posted", "posted"]);
    expect(await ledger.balance(user)).toBe(9 * largest);
  });

  it("a full wallet can still give: to another, and back", async () => {
    const [rich, poor] = [await ledger.learner(...most), await ledger.learner()];
    expect((await ledger.post(rich, transfer(largest, poor))).status).toBe(201);
    const paid = await ledger.posted(rich, topUp(largest));
    expect((await ledger.reverse(paid)).status).toBe(201);
  });

  it("a debt that would not be exact is refused", async () => {
    const user = await ledger.learner();
    const owing = adjustment(-largest, { overdraft: true });
    for (let i = 0; i < 9; i++) await ledger.posted(user, owing);
    expect((await ledger.post(user, owing)).body.code).toBe("wallet.limit_exceeded");
    expect(await ledger.balance(user)).toBe(-9 * largest);
  });

  it("a wallet that is almost full refuses a transfer and a refund that would pass the limit", async () => {
    const [rich, poor] = [await ledger.learner(...most), await ledger.learner(topUp(largest))];
    const purchase = await ledger.posted(rich, spend(largest));
    await ledger.posted(rich, topUp(largest));
    expect((await ledger.post(poor, transfer(largest, rich))).body.code).toBe("wallet.limit_exceeded");
    expect((await ledger.reverse(purchase)).body.code).toBe("wallet.limit_exceeded");
    await ledger.expectSound();
  });
});

describe("an adjustment", () => {
  it.each(["because", "", undefined, 7])("with the reason %j is refused: the list is closed", async (reason) => {
    const user = await ledger.learner(topUp(10));
    const { status, body } = await ledger.post(user, adjustment(-1, { reason }));
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, "#/reason"]);
  });

  it.each(["goodwill", "technical_problem", "fraud", "chargeback", "migration", "correction"])(
    "for %s is posted, with a text beside it",
    async (reason) => {
      const user = await ledger.learner(topUp(10));
      const { body } = await ledger.post(user, adjustment(-1, { reason, description: "as agreed on the phone" }));
      expect(body).toMatchObject({ amount: -1, balanceAfter: 9, reason, description: "as agreed on the phone" });
    },
  );

  it("of a deposit is refused, upwards and downwards: it is reversed instead", async () => {
    const user = await ledger.learner();
    const about = await ledger.posted(user, deposit(100));
    for (const amount of [-100, 100]) {
      expect((await ledger.post(user, adjustment(amount, { about }))).body.code).toBe(
        "transaction.deposit_not_adjustable",
      );
    }
    expect((await ledger.reverse(about)).body).toMatchObject({ amount: -100, balanceAfter: 0 });
  });

  it("names the transaction that it puts right, which must be there", async () => {
    const user = await ledger.learner(topUp(10));
    const about = await ledger.posted(user, spend(4));
    expect((await ledger.post(user, adjustment(1, { about }))).body).toMatchObject({ about, balanceAfter: 7 });
    const unknown = `txn_${"0".repeat(26)}`;
    expect((await ledger.post(user, adjustment(1, { about: unknown }))).body.code).toBe("transaction.not_found");
  });
});
