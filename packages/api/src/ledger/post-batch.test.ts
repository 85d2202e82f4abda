import type { transactions } from "@bursar/sdk/contract";
import { describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { adjustment, grant, type Posting, spend, topUp, transfer } from "../../test/ledger/postings.ts";

const ledger = useLedger();

type Line = [user: string, posting: Posting];
const post = async (lines: Line[], idempotencyKey?: string) =>
  ledger.academy.server(
    "POST",
    "/v1/transactions/batch",
    { transactions: lines.map(([user, posting]) => ({ user, currency: "UNIT", ...posting })) },
    idempotencyKey ? { idempotencyKey } : {},
  );
/** What became of each: the balance that it left, or why not. */
const outcomes = (results: transactions.BatchResult[]) =>
  results.map((result) => (result.outcome === "posted" ? result.transaction.balanceAfter : result.problem.code));

describe("a batch", () => {
  it("posts in order: each posting sees what the ones before it have done", async () => {
    const user = await ledger.learner();
    const { status, body } = await post([
      [user, spend(5)],
      [user, topUp(10)],
      [user, spend(7)],
      [user, spend(4)],
      [user, spend(3)],
    ]);
    expect(status).toBe(200);
    const short = "wallet.insufficient_funds";
    expect(outcomes(body.results)).toEqual([short, 10, 3, short, 0]);
  });

  it("keeps the order in a currency that nobody has used yet", async () => {
    await ledger.academy.server("PUT", "/v1/currencies/FIRST", {});
    const [user, other] = [await ledger.learner(), await ledger.learner()];
    const currency = "FIRST";
    await ledger.posted(other, topUp(1, { currency }));
    // Top-ups have their platform account by now, spending has none: they take different ways through the ledger.
    const { body } = await post([
      [user, spend(10, { currency })],
      [user, topUp(10, { currency })],
    ]);
    expect(outcomes(body.results)).toEqual(["wallet.insufficient_funds", 10]);
  });

  it("refuses what must be refused, each in its place, and posts the rest", async () => {
    const [user, other] = [await ledger.learner(topUp(10)), await ledger.learner()];
    const { body } = await post([
      ["nobody", topUp(1)],
      [user, topUp(1, { currency: "NONE" })],
      [user, transfer(1, user)],
      [user, transfer(4, other, { fee: 1 })],
      [user, spend(7)],
      [other, spend(3)],
    ]);
    expect(outcomes(body.results)).toEqual([
      "user.not_found",
      "currency.not_found",
      "transfer.same_wallet",
      6,
      "wallet.insufficient_funds",
      0,
    ]);
  });

  it("is answered the same under the same key, and refused for another body", async () => {
    const user = await ledger.learner();
    const first = await post(
      [
        [user, topUp(10)],
        [user, spend(11)],
      ],
      "batch-1",
    );
    const second = await post(
      [
        [user, topUp(10)],
        [user, spend(11)],
      ],
      "batch-1",
    );
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect((await post([[user, topUp(11)]], "batch-1")).body.code).toBe("idempotency.key_reused");
    expect(await ledger.balance(user)).toBe(10);
  });

  it("of which one is malformed posts nothing", async () => {
    const user = await ledger.learner();
    const { status } = await post([
      [user, topUp(10)],
      [user, topUp(0)],
    ]);
    expect([status, await ledger.balance(user)]).toEqual([400, 0]);
  });

  it("of a thousand is posted, and one more is refused", async () => {
    const user = await ledger.learner();
    const { body } = await post(Array(1000).fill([user, topUp(1)]));
    expect(outcomes(body.results)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
    expect((await post(Array(1001).fill([user, topUp(1)]))).status).toBe(400);
  });
});

describe("the same history, posted singly and as one batch", () => {
  const until = (day: number) => ({ expiresAt: `2026-12-${String(day).padStart(2, "0")}T00:00:00.000Z` });
  const histories: Record<string, (user: string, other: string) => Line[]> = {
    "only money that comes in": (user) => [
      [user, topUp(5, { refundable: true })],
      [user, topUp(5, { refundable: false })],
      [user, grant(5, until(9))],
      [user, grant(5, until(3))],
      [user, grant(5)],
      [user, topUp(5, { refundable: true })],
    ],
    "terms in an order that is not that of their columns": (user) => [
      [user, topUp(5, { refundable: true, ...until(9) })],
      [user, topUp(5, { refundable: false, ...until(9) })],
      [user, topUp(5, { refundable: true })],
      [user, topUp(5, { refundable: false })],
    ],
    "money that comes and goes": (user) => [
      [user, topUp(50)],
      [user, grant(9, until(9))],
      [user, spend(20)],
      [user, spend(40)],
      [user, adjustment(-1)],
      [user, adjustment(7)],
      [user, spend(1, { pendingUntil: "2027-01-01T00:00:00Z" })],
      [user, spend(43)],
    ],
    "two wallets, one of which gives to the other": (user, other) => [
      [user, topUp(20)],
      [other, topUp(6, { refundable: false })],
      [user, transfer(15, other, { fee: 2 })],
      [other, topUp(1)],
      [other, spend(8)],
      [user, spend(6)],
      [other, transfer(3, user)],
    ],
    "a debt that is cured by what comes after": (user) => [
      [user, topUp(5)],
      [user, adjustment(-12, { overdraft: true })],
      [user, spend(1)],
      [user, topUp(7, { refundable: true })],
      [user, topUp(4, { refundable: false })],
      [user, topUp(4, { refundable: true })],
      [user, spend(3)],
    ],
  };

  it.each(Object.entries(histories))("%s: the same outcomes, balances, lots and statement", async (_, history) => {
    const singly = [await ledger.learner(), await ledger.learner()] as const;
    const inOne = [await ledger.learner(), await ledger.learner()] as const;
    const one: (string | number)[] = [];
    for (const [user, posting] of history(...singly)) {
      const { status, body } = await ledger.post(user, posting);
      one.push(status === 201 ? body.balanceAfter : String(body.code));
    }
    const { body } = await post(history(...inOne));
    expect(outcomes(body.results)).toEqual(one);
    for (const i of [0, 1] as const) {
      expect(await ledger.lots(inOne[i])).toEqual(await ledger.lots(singly[i]));
      const bare = async (user: string) =>
        (await ledger.statement(user)).map(({ type, amount, balanceAfter }) => ({ type, amount, balanceAfter }));
      expect(await bare(inOne[i])).toEqual(await bare(singly[i]));
      // Lots on equal terms but for their refund are told apart by their age: what is spent next must be the same, too.
      await ledger.post(inOne[i], spend(4));
      await ledger.post(singly[i], spend(4));
      expect(await ledger.lots(inOne[i])).toEqual(await ledger.lots(singly[i]));
    }
    await ledger.expectSound();
  });
});
