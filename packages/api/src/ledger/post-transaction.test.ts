import { beforeAll, describe, expect, it } from "vitest";
import { type TestTenant, useApi } from "../../test/api.ts";

const api = useApi();
let academy: TestTenant;

beforeAll(async () => {
  academy = await api.createTenant();
  await academy.server("PUT", "/v1/currencies/UNIT", {});
});

/** A user with a wallet of so much paid money. */
async function learner(id: string, amount = 0): Promise<string> {
  await academy.server("PUT", `/v1/users/${id}`, {});
  if (amount > 0) await academy.server("POST", "/v1/transactions", topUp(id, amount));
  return id;
}

const topUp = (user: string, amount: number) => ({ type: "top_up", user, currency: "UNIT", amount, reason: "cash" });
const spend = (user: string, amount: number) => ({ type: "spend", user, currency: "UNIT", amount });

describe("posting a transaction", () => {
  it("moves the money and tells the balance that is left", async () => {
    const user = await learner("happy", 100);
    const answer = await academy.server("POST", "/v1/transactions", spend(user, 30));
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ type: "spend", amount: -30, balanceAfter: 70, currency: "UNIT", digits: 0 });
  });

  it("refuses to spend more than there is, and says what is missing", async () => {
    const user = await learner("poor", 10);
    const answer = await academy.server("POST", "/v1/transactions", spend(user, 11));
    expect(answer.status).toBe(402);
    expect(answer.body).toMatchObject({
      code: "wallet.insufficient_funds",
      needed: 11,
      available: 10,
      currency: "UNIT",
    });
  });

  it("is closed to learners, whoever's wallet it is", async () => {
    const user = await learner("sly", 10);
    const asLearner = await academy.as(user);
    const answer = await asLearner("POST", "/v1/transactions", topUp(user, 1000));
    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe("auth.forbidden");
  });
});

describe("an idempotency key", () => {
  it("answers the same request as the first time, and moves nothing again", async () => {
    const user = await learner("retrying");
    const first = await academy.server("POST", "/v1/transactions", topUp(user, 5), { idempotencyKey: "retry-1" });
    const second = await academy.server("POST", "/v1/transactions", topUp(user, 5), { idempotencyKey: "retry-1" });
    expect(second.body).toEqual(first.body);
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    const wallet = await academy.server("GET", `/v1/users/${user}/wallets/UNIT`);
    expect(wallet.body.balance).toBe(5);
  });

  it("refuses another request under the same key", async () => {
    const user = await learner("confused");
    await academy.server("POST", "/v1/transactions", topUp(user, 5), { idempotencyKey: "reuse-1" });
    const second = await academy.server("POST", "/v1/transactions", topUp(user, 6), { idempotencyKey: "reuse-1" });
    expect(second.status).toBe(422);
    expect(second.body.code).toBe("idempotency.key_reused");
  });

  it("remembers a refusal even when there is money by now", async () => {
    const user = await learner("broke");
    const first = await academy.server("POST", "/v1/transactions", spend(user, 5), { idempotencyKey: "refused-1" });
    await academy.server("POST", "/v1/transactions", topUp(user, 50));
    const second = await academy.server("POST", "/v1/transactions", spend(user, 5), { idempotencyKey: "refused-1" });
    expect([first.status, second.status]).toEqual([402, 402]);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
  });
});
