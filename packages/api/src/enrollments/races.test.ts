import { describe, expect, it } from "vitest";
import type { Caller } from "../../test/api.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";

const ledger = useLedger({ otherProcesses: 3 });

const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort();
const atOnce = <T>(times: number, call: (via: Caller, index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: times }, (_, i) => call(ledger.servers[i % ledger.servers.length] as Caller, i)));
const offer = async (id: string, amount = 50) => {
  await ledger.academy.server("PUT", `/v1/offerings/${id}`, { prices: amount ? [{ currency: "UNIT", amount }] : [] });
  return id;
};
const enroll = (via: Caller, user: string, offering: string, idempotencyKey?: string) =>
  via("POST", `/v1/users/${user}/enrollments`, { offering }, idempotencyKey ? { idempotencyKey } : {});
const enrollments = async (user: string) =>
  (await ledger.academy.server("GET", `/v1/users/${user}/enrollments`)).body.data;

describe("the same user, enrolling through several connections at once", () => {
  it("with keys of their own: one enrollment, one charge, and the others learn of it", async () => {
    for (let round = 0; round < 5; round++) {
      const [user, id] = [await ledger.learner(topUp(1000)), await offer(`race-${round}`)];
      const answers = await atOnce(8, (via) => enroll(via, user, id));
      expect(statuses(answers)).toEqual([201, ...Array(7).fill(409)]);
      const won = answers.find(({ status }) => status === 201)?.body.id;
      for (const { status, body } of answers) {
        if (status === 409) expect(body).toMatchObject({ code: "enrollment.already_enrolled", enrollment: won });
      }
      expect(await enrollments(user)).toHaveLength(1);
      expect(await ledger.balance(user)).toBe(950);
    }
  });

  it("with the same key: one enrollment, one charge, and the same answer for all", async () => {
    const [user, id] = [await ledger.learner(topUp(1000)), await offer("race-same-key")];
    const answers = await atOnce(8, (via) => enroll(via, user, id, "double-click"));
    expect(statuses(answers)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await ledger.balance(user)).toBe(950);
  });

  it("with the same key for different offerings: one enrollment, and the other learns that the key is taken", async () => {
    for (let round = 0; round < 5; round++) {
      const user = await ledger.learner(topUp(1000));
      const ids = [await offer(`race-key-a-${round}`), await offer(`race-key-b-${round}`)];
      const answers = await atOnce(2, (via, i) => enroll(via, user, ids[i] as string, `race-key-${round}`));
      expect(statuses(answers)).toEqual([201, 422]);
      expect(await ledger.balance(user)).toBe(950);
    }
  });

  it("with the same key for different users in one process: one enrolls, the other learns that the key is taken", async () => {
    const [users, id] = [[await ledger.learner(), await ledger.learner()], await offer("race-one-call", 0)];
    const answers = await Promise.all(users.map((user) => enroll(ledger.academy.server, user, id, "one-call")));
    expect(statuses(answers)).toEqual([201, 422]);
  });

  it("with money for one of two offerings: one is bought", async () => {
    for (let round = 0; round < 5; round++) {
      const user = await ledger.learner(topUp(50));
      const ids = [await offer(`race-a-${round}`), await offer(`race-b-${round}`)];
      const answers = await atOnce(2, (via, i) => enroll(via, user, ids[i] as string));
      expect(statuses(answers)).toEqual([201, 402]);
      expect(await enrollments(user)).toHaveLength(1);
      expect(await ledger.balance(user)).toBe(0);
    }
  });

  it("in what is free, before the API has ever seen them: one user, one enrollment", async () => {
    const id = await offer("race-free", 0);
    const newcomer = await ledger.academy.as("racing-newcomer");
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => newcomer("POST", "/v1/me/enrollments", { offering: id })),
    );
    expect(statuses(answers)).toEqual([201, ...Array(5).fill(409)]);
  });

  it("once the time is over: one new enrollment, paid once", async () => {
    const user = await ledger.learner(topUp(1000));
    await ledger.academy.server("PUT", "/v1/offerings/race-renew", {
      prices: [{ currency: "UNIT", amount: 50 }],
      accessDays: 1,
    });
    await enroll(ledger.academy.server, user, "race-renew");
    ledger.api.clock.advance({ days: 1 });
    const answers = await atOnce(8, (via) => enroll(via, user, "race-renew"));
    expect(statuses(answers)).toEqual([201, ...Array(7).fill(409)]);
    expect((await enrollments(user)).map(({ status }: { status: string }) => status)).toEqual(["active", "expired"]);
    expect(await ledger.balance(user)).toBe(900);
  });
});

describe("reasons for access that change at the same moment", () => {
  const reason = async (user: string, offering: string, via = ledger.academy.server) =>
    (await via("POST", `/v1/users/${user}/entitlements`, { offering, reason: "Teaches here" })).body;
  const revoke = (via: Caller, entitlement: string) =>
    via("POST", `/v1/entitlements/${entitlement}/revoke`, { reason: "Left" });

  it("both taken away: the enrollment ends with the second, and its place is free", async () => {
    for (let round = 0; round < 3; round++) {
      const [user, id] = [await ledger.learner(), await offer(`race-revoke-${round}`, 0)];
      await ledger.academy.server("PUT", `/v1/offerings/${id}`, { capacity: 1 });
      await reason(user, id);
      const { entitlements } = await reason(user, id);
      await atOnce(2, (via, i) => revoke(via, entitlements[i].id));
      expect(await enrollments(user)).toMatchObject([{ status: "cancelled" }]);
      expect((await enroll(ledger.academy.server, await ledger.learner(), id)).status).toBe(201);
    }
  });

  it("one taken away, another given: who may enter is enrolled, and pays for nothing again", async () => {
    for (let round = 0; round < 3; round++) {
      const [user, id] = [await ledger.learner(topUp(50)), await offer(`race-regrant-${round}`)];
      const { entitlements } = await reason(user, id);
      await atOnce(2, (via, i) => (i ? reason(user, id, via) : revoke(via, entitlements[0].id)));
      expect((await enroll(ledger.academy.server, user, id)).body.code).toBe("enrollment.already_enrolled");
      expect(await ledger.balance(user)).toBe(50);
    }
  });
});

describe("many users at once", () => {
  it("enroll in the same course without waiting for each other, each paid for by their own wallet", async () => {
    const id = await offer("popular");
    const users = await Promise.all(Array.from({ length: 60 }, (_, i) => ledger.learner(topUp(i % 3 ? 50 : 49))));
    const answers = await atOnce(60, (via, i) => enroll(via, users[i] as string, id));
    expect(answers.map(({ status }) => status)).toEqual(users.map((_, i) => (i % 3 ? 201 : 402)));
    const [row] = await ledger.api.database.superuser`
      select count(*)::int as enrollments, count(distinct en.transaction_id)::int as payments
      from enrollments e join entitlements en on en.enrollment_id = e.id where e.offering_id = ${id}`;
    expect(row).toEqual({ enrollments: 40, payments: 40 });
    await ledger.expectSound();
  });
});
