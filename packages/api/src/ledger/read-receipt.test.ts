import { describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { grant, spend, topUp, transfer } from "../../test/ledger/postings.ts";

const ledger = useLedger();

const receipt = (user: string, id: string) =>
  ledger.academy.server("GET", `/v1/users/${user}/transactions/${id}/receipt`);

describe("a receipt", () => {
  it("says who paid whom, how much and out of what, and what was left", async () => {
    const user = await ledger.learner(topUp(100), grant(20));
    await ledger.academy.server("PUT", `/v1/users/${user}`, { name: "Amina" });
    const id = await ledger.posted(user, { ...spend(50), description: "Handbook" });
    const { status, body } = await receipt(user, id);
    expect([status, body]).toMatchObject([
      200,
      {
        id,
        type: "spend",
        status: "posted",
        user,
        userName: "Amina",
        issuer: expect.any(String),
        currency: "UNIT",
        digits: 0,
        amount: -50,
        balanceAfter: 70,
        description: "Handbook",
        parts: [
          { funding: "promotional", amount: -20 },
          { funding: "paid", amount: -30 },
        ],
        offering: null,
        reversed: 0,
        reversals: [],
      },
    ]);
  });

  it("names what an enrollment was paid for, and so does the one of its refund", async () => {
    const user = await ledger.learner(topUp(100));
    await ledger.academy.server("PUT", "/v1/offerings/hazmat", {
      title: "DOT HAZMAT",
      prices: [{ currency: "UNIT", amount: 30 }],
    });
    const { body: enrollment } = await ledger.academy.server("POST", `/v1/users/${user}/enrollments`, {
      offering: "hazmat",
    });
    const refund = (await ledger.reverse(enrollment.transaction)).body;
    const offering = { id: "hazmat", title: "DOT HAZMAT" };
    expect((await receipt(user, enrollment.transaction)).body).toMatchObject({ offering, status: "reversed" });
    expect((await receipt(user, refund.id)).body).toMatchObject({ offering, about: enrollment.transaction });
  });

  it("lists what has been given back, and how much in all", async () => {
    const user = await ledger.learner(topUp(100));
    const id = await ledger.posted(user, spend(100));
    const first = (await ledger.reverse(id, { amount: 60, reason: "Two lessons fell out" })).body;
    const second = (await ledger.reverse(id, { amount: 10 })).body;
    expect((await receipt(user, id)).body).toMatchObject({
      status: "partially_reversed",
      reversed: 70,
      reversals: [
        { id: first.id, amount: 60, reason: "Two lessons fell out" },
        { id: second.id, amount: 10 },
      ],
    });
  });

  it("takes a reference for an enrollment only when it is one of the user's own", async () => {
    const [owner, user] = [await ledger.learner(), await ledger.learner(topUp(100))];
    await ledger.academy.server("PUT", "/v1/offerings/free", { title: "Free" });
    const { body: enrollment } = await ledger.academy.server("POST", `/v1/users/${owner}/enrollments`, {
      offering: "free",
    });
    for (const reference of [enrollment.id, "enr_nonsense", "enr_zzzzzzzzzzzzzzzzzzzzzzzzzz"]) {
      const id = await ledger.posted(user, { ...spend(5), reference });
      expect((await receipt(user, id)).body).toMatchObject({ reference, offering: null });
    }
  });

  it("of a transfer tells each side its own alone", async () => {
    const [sender, receiver] = [await ledger.learner(topUp(100)), await ledger.learner(topUp(7))];
    const id = await ledger.posted(sender, transfer(40, receiver));
    const [sent, received] = [(await receipt(sender, id)).body, (await receipt(receiver, id)).body];
    expect(sent).toMatchObject({ user: sender, amount: -40, balanceAfter: 60 });
    expect(received).toMatchObject({ user: receiver, amount: 40, balanceAfter: 47 });
    expect(JSON.stringify(received.parts) + received.userName).not.toContain(sender);
  });

  it("of somebody else's is not found, just as one that never was", async () => {
    const [owner, other] = [await ledger.learner(topUp(100)), await ledger.learner(topUp(5))];
    const id = await ledger.posted(owner, spend(30));
    const me = await ledger.academy.as(other);
    const ask = async (id: string) => {
      const { status, body } = await me("GET", `/v1/me/transactions/${id}/receipt`);
      const { instance: _, requestId: __, ...told } = body;
      return { status, told };
    };
    const missing = await ask("txn_01jd3f6q8reg5tm2y0v9k4wxab");
    expect(missing).toMatchObject({ status: 404, told: { code: "transaction.not_found" } });
    expect(await ask(id)).toEqual(missing);
    expect((await me("GET", `/v1/users/${owner}/transactions/${id}/receipt`)).status).toBe(403);
  });
});
