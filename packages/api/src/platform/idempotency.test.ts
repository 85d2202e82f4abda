import { beforeAll, describe, expect, it } from "vitest";
import { type Answer, type Caller, type TestTenant, useApi } from "../../test/api.ts";

const api = useApi();
let academy: TestTenant;
let server: Caller;
let users = 0;

beforeAll(async () => {
  academy = await api.createTenant();
  server = academy.server;
  await server("PUT", "/v1/currencies/UNIT", {});
  await server("PUT", "/v1/offerings/course", { prices: [{ currency: "UNIT", amount: 10 }] });
});

async function learner(amount = 0): Promise<string> {
  const user = `user-${++users}`;
  await server("PUT", `/v1/users/${user}`, {});
  if (amount > 0) await server("POST", "/v1/transactions", topUp(user, amount));
  return user;
}

const topUp = (user: string, amount: number) => ({ type: "top_up", user, currency: "UNIT", amount, reason: "cash" });
const spend = (user: string, amount: number) => ({ type: "spend", user, currency: "UNIT", amount });
const balanceOf = async (user: string): Promise<number> =>
  (await server("GET", `/v1/users/${user}/wallets/UNIT`)).body.balance;
const batch = (transactions: object[], idempotencyKey: string, path = "/v1/transactions/batch") =>
  server("POST", path, { transactions }, { idempotencyKey });
const isReplayed = ({ headers }: Answer) => headers.get("idempotent-replayed") === "true";

async function pendingOf(user: string): Promise<string> {
  const answer = await server("POST", "/v1/transactions", { ...spend(user, 5), pendingUntil: "2027-01-01T00:00:00Z" });
  return answer.body.id;
}

describe("a batch under an idempotency key", () => {
  it("is posted once, and answered the same again, what was refused included", async () => {
    const user = await learner();
    const transactions = [spend(user, 5), topUp(user, 20), spend(user, 5)];
    const first = await batch(transactions, "batch-1");
    const second = await batch(transactions, "batch-1");
    const outcomes = first.body.results.map(({ outcome }: { outcome: string }) => outcome);
    expect(outcomes).toEqual(["refused", "posted", "posted"]);
    expect(second.body).toEqual(first.body);
    expect([first, second].map(isReplayed)).toEqual([false, true]);
    expect(await balanceOf(user)).toBe(15);
  });

  it("is refused when it says something else", async () => {
    const user = await learner();
    await batch([topUp(user, 1)], "batch-2");
    const second = await batch([topUp(user, 2)], "batch-2");
    expect([second.status, second.body.code]).toEqual([422, "idempotency.key_reused"]);
    expect(await balanceOf(user)).toBe(1);
  });

  it("is posted once when it comes many times at the same moment", async () => {
    const user = await learner();
    const answers = await Promise.all(Array.from({ length: 8 }, () => batch([topUp(user, 3)], "batch-3")));
    expect(answers.filter((answer) => !isReplayed(answer))).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await balanceOf(user)).toBe(3);
  });

  it("may be tried again after a fault, which is not remembered", async () => {
    const user = await learner();
    await api.database.superuser`alter function ledger_post rename to hidden`;
    const first = await batch([topUp(user, 4)], "batch-4").finally(
      () => api.database.superuser`alter function hidden rename to ledger_post`,
    );
    expect(first.status).toBe(500);
    const second = await batch([topUp(user, 4)], "batch-4");
    expect([second.status, isReplayed(second)]).toEqual([200, false]);
    expect(await balanceOf(user)).toBe(4);
  });

  it("may be tried again after it was refused for its form", async () => {
    const user = await learner();
    expect((await batch([{ ...topUp(user, 1), amount: 0 }], "batch-5")).status).toBe(400);
    expect((await batch([topUp(user, 1)], "batch-5")).status).toBe(200);
  });
});

describe("settling under an idempotency key", () => {
  const settle = (id: string, idempotencyKey: string) =>
    server("POST", `/v1/transactions/${id}/settle`, undefined, { idempotencyKey });

  it("is done once, and answered the same again", async () => {
    const id = await pendingOf(await learner(10));
    const [first, second] = [await settle(id, "settle-1"), await settle(id, "settle-1")];
    expect(first.body.status).toBe("settled");
    expect(second.body).toEqual(first.body);
    expect([first, second].map(isReplayed)).toEqual([false, true]);
  });

  it("remembers a refusal", async () => {
    const id = await pendingOf(await learner(10));
    await settle(id, "settle-2");
    const [first, second] = [await settle(id, "settle-3"), await settle(id, "settle-3")];
    expect([first.status, second.status]).toEqual([409, 409]);
    const { requestId: _, ...body } = first.body;
    expect(second.body).toMatchObject(body);
    expect([first, second].map(isReplayed)).toEqual([false, true]);
  });

  it("is another request for another transaction", async () => {
    const user = await learner(10);
    const [one, two] = [await pendingOf(user), await pendingOf(user)];
    await settle(one, "settle-4");
    expect((await settle(two, "settle-4")).body.code).toBe("idempotency.key_reused");
  });

  it("answers a failed one the same again, too", async () => {
    const user = await learner(10);
    const id = await pendingOf(user);
    const fail = () => server("POST", `/v1/transactions/${id}/fail`, undefined, { idempotencyKey: "fail-1" });
    const [first, second] = [await fail(), await fail()];
    expect(first.body.status).toBe("failed");
    expect(second.body).toEqual(first.body);
    expect([first, second].map(isReplayed)).toEqual([false, true]);
    expect(await balanceOf(user)).toBe(10);
  });
});

describe("the name space of a key", () => {
  it("is each user's own, and apart from the server's: nobody is answered with another's outcome", async () => {
    const [amina, omar] = [await learner(10), await learner(10)];
    const enroll = async (user: string) =>
      (await academy.as(user))("POST", "/v1/me/enrollments", { offering: "course" }, { idempotencyKey: "same" });
    const posted = await server("POST", "/v1/transactions", topUp(amina, 1), { idempotencyKey: "same" });
    const answers = [posted, await enroll(amina), await enroll(omar)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers.map(isReplayed)).toEqual([false, false, false]);
    expect((await enroll(omar)).body["user"]).toBe(omar);
  });

  it("can't be entered by a user whose id is made to look like another's key", async () => {
    const [victim, sly] = [await learner(10), await learner(10)];
    const odd = `${victim}:x`;
    await server("PUT", `/v1/users/${encodeURIComponent(odd)}`, {});
    const asVictim = await academy.as(victim);
    const asOdd = await academy.as(odd);
    const first = await asVictim("POST", "/v1/me/enrollments", { offering: "course" }, { idempotencyKey: "x:k" });
    const second = await asOdd("POST", "/v1/me/enrollments", { offering: "course" }, { idempotencyKey: "k" });
    expect(first.status).toBe(201);
    expect(second.body.code).toBe("wallet.insufficient_funds");
    expect(isReplayed(second)).toBe(false);
    expect(sly).not.toBe(victim);
  });

  it("is each tenant's own", async () => {
    const other = await api.createTenant();
    await other.server("PUT", "/v1/currencies/UNIT", {});
    const user = await learner();
    await other.server("PUT", `/v1/users/${user}`, {});
    const here = await server("POST", "/v1/transactions", topUp(user, 1), { idempotencyKey: "everywhere" });
    const there = await other.server("POST", "/v1/transactions", topUp(user, 2), { idempotencyKey: "everywhere" });
    expect([here.status, there.status]).toEqual([201, 201]);
  });

  it("is one for all operations: a key of one can't be used for another", async () => {
    const user = await learner();
    await server("POST", "/v1/transactions", topUp(user, 1), { idempotencyKey: "across" });
    const answers = [
      await batch([topUp(user, 1)], "across"),
      await server(
        "POST",
        `/v1/users/${user}/wallets/UNIT/top-ups`,
        { amount: 1, reason: "cash" },
        { idempotencyKey: "across" },
      ),
      await server("POST", `/v1/users/${user}/enrollments`, { offering: "course" }, { idempotencyKey: "across" }),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual(Array(3).fill("idempotency.key_reused"));
    expect(await balanceOf(user)).toBe(1);
  });
});
