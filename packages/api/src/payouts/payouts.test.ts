import { beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { createSchool } from "../../test/school.ts";

const ledger = useLedger();
const { api } = ledger;
const school = createSchool(ledger);
let teachers = 0;

beforeEach(() => api.clock.set("2026-11-20T09:00:00.000Z"));

/** A teacher who has earned so much now. */
async function teacherWith(amount: number): Promise<string> {
  const teacher = `teacher-${++teachers}`;
  await ledger.academy.server("PUT", `/v1/users/${teacher}`, {});
  const bought = await school.buy(
    await ledger.learner(topUp(amount)),
    await school.offering({ payee: teacher }, amount),
  );
  await school.decide((await school.holdOf(bought.id)).id, { release: amount });
  return teacher;
}
const mature = () => api.clock.set("2026-11-27T09:00:00.000Z");
const ask = (teacher: string, amount: number) =>
  school.call<{ code?: string }>("POST", `/v1/users/${teacher}/payouts`, {
    ...{ currency: "UNIT", amount, destination: "EG38" },
  });

const fileOf = async (batch: string) =>
  (await school.must<{ csv: string }>("GET", `/v1/payout-batches/${batch}/file`)).csv.split("\r\n");

describe("earnings", () => {
  it("mature: until then they are shown, and not paid out", async () => {
    const teacher = await teacherWith(100);
    expect(await school.earnings(teacher)).toMatchObject([
      { balance: 100, maturing: 100, available: 0, nextAvailableAt: "2026-11-27T09:00:00.000Z" },
    ]);
    api.clock.set("2026-11-27T08:59:59.999Z");
    expect(await ask(teacher, 1)).toMatchObject({ status: 409, body: { code: "earnings.insufficient", available: 0 } });
    mature();
    expect(await school.earnings(teacher)).toMatchObject([{ maturing: 0, available: 100, nextAvailableAt: null }]);
    expect((await ask(teacher, 100)).status).toBe(201);
  });

  it("are read by their payee, line by line, and by nobody else", async () => {
    const teacher = await teacherWith(100);
    const own = await ledger.academy.as(teacher, ["instructor"]);
    const { body } = await own("GET", "/v1/me/earnings/UNIT/lines");
    expect(body.data).toMatchObject([{ type: "release", amount: 100, balanceAfter: 100 }]);
    const other = await ledger.academy.as("stranger", ["instructor"]);
    expect((await other("GET", "/v1/me/earnings")).body.data).toEqual([]);
    expect((await other("GET", `/v1/users/${teacher}/earnings`)).status).toBe(403);
    expect((await other("GET", "/v1/payouts")).status).toBe(403);
    expect((await other("GET", "/v1/holds")).status).toBe(403);
  });
});

describe("a payout", () => {
  it("reserves at once: of requests for more than there is together, some are refused", async () => {
    const teacher = await teacherWith(100);
    mature();
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(teacher, 40)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    expect(await school.earnings(teacher)).toMatchObject([{ available: 20, underWay: 80 }]);
    await ledger.expectSound();
  });

  it("that fails gives the money back once, however often it is told", async () => {
    const teacher = await teacherWith(100);
    mature();
    const { id } = await school.withdraw(teacher, 100);
    const fail = () => school.call<{ code?: string }>("POST", `/v1/payouts/${id}/fail`, { reason: "Bounced" });
    const answers = await Promise.all([fail(), fail(), fail()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await school.earnings(teacher)).toMatchObject([{ available: 100, underWay: 0 }]);
    // Nor later, when the same money is on its way out again.
    await school.withdraw(teacher, 100);
    expect(await fail()).toMatchObject({ status: 409, body: { code: "payout.decided", payoutStatus: "failed" } });
    expect(await school.earnings(teacher)).toMatchObject([{ available: 0, underWay: 100 }]);
    await ledger.expectSound();
  });

  it("that fails is told once by one key, however often that is sent", async () => {
    const teacher = await teacherWith(100);
    mature();
    const { id } = await school.withdraw(teacher, 100);
    const answers = await Promise.all(
      [1, 2, 3].map(() =>
        ledger.academy.server(
          "POST",
          `/v1/payouts/${id}/fail`,
          { reason: "Bounced" },
          { idempotencyKey: `fail-${id}` },
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ body }) => body)).toEqual(Array(3).fill(answers[0]?.body));
    expect(await school.earnings(teacher)).toMatchObject([{ available: 100, underWay: 0 }]);
  });

  it("that was paid and comes back from the bank is the payee's again, once", async () => {
    const teacher = await teacherWith(100);
    mature();
    const before = await ledger.platformBalance("clearing");
    const { id } = await school.withdraw(teacher, 100);
    await school.must("POST", `/v1/payouts/${id}/pay`, { reference: "TRX-7" });
    expect(await school.earnings(teacher)).toMatchObject([{ balance: 0, paid: 100 }]);
    expect(await ledger.platformBalance("clearing")).toBe(before + 100);
    const fail = () => school.call<{ code?: string }>("POST", `/v1/payouts/${id}/fail`, { reason: "No such account" });
    const answers = await Promise.all([fail(), fail(), fail()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(answers.find(({ status }) => status === 200)?.body).toMatchObject({
      ...{ status: "failed", reason: "No such account", reference: "TRX-7" },
    });
    expect((await school.call<{ code?: string }>("POST", `/v1/payouts/${id}/pay`, {})).body.code).toBe(
      "payout.decided",
    );
    expect(await school.earnings(teacher)).toMatchObject([{ balance: 100, available: 100, underWay: 0, paid: 0 }]);
    expect(await ledger.platformBalance("clearing")).toBe(before);
    await ledger.expectSound();
  });

  it("over the limit needs somebody else than who asked and who gets it", async () => {
    await ledger.academy.settings({ payouts: { minimum: [], approvalAbove: [{ currency: "UNIT", amount: 50 }] } });
    const teacher = await teacherWith(200);
    mature();
    const own = await ledger.academy.as(teacher, ["instructor", "admin"]);
    const { body: asked } = await own("POST", "/v1/me/payouts", { currency: "UNIT", amount: 51, destination: "EG38" });
    expect(asked).toMatchObject({ status: "requested", needsApproval: true });
    expect((await own("POST", `/v1/payouts/${asked.id}/pay`, {})).body.code).toBe("payout.not_approved");
    expect((await own("POST", `/v1/payouts/${asked.id}/approve`)).body.code).toBe("payout.own");
    // Asked for by an admin, the payee still may not.
    const onBehalf = await school.withdraw(teacher, 51);
    expect((await own("POST", `/v1/payouts/${onBehalf.id}/approve`)).body.code).toBe("payout.own");
    const office = await ledger.academy.as("office", ["admin"]);
    expect((await office("POST", `/v1/payouts/${asked.id}/approve`)).body).toMatchObject({
      status: "approved",
      decidedBy: "user:office",
    });
    expect((await school.withdraw(teacher, 50)).status).toBe("approved");
    await ledger.academy.settings({ payouts: { minimum: [], approvalAbove: [] } });
  });

  it("rejected is the payee's again, and can't be paid any more", async () => {
    const teacher = await teacherWith(10);
    mature();
    const { id } = await school.withdraw(teacher, 10);
    await school.must("POST", `/v1/payouts/${id}/reject`, { reason: "No such account" });
    expect((await school.call("POST", `/v1/payouts/${id}/pay`, {})).body).toMatchObject({
      code: "payout.decided",
      payoutStatus: "rejected",
    });
    expect(await school.earnings(teacher)).toMatchObject([{ available: 10 }]);
  });
});

describe("what happened to earnings", () => {
  it("is no wallet's to reverse: each step is refused, and nothing is posted", async () => {
    await school.plan("shared", [
      { party: "payee", basisPoints: 7000 },
      { party: "platform", basisPoints: 3000, takesResidue: true },
    ]);
    const teacher = `teacher-${++teachers}`;
    await ledger.academy.server("PUT", `/v1/users/${teacher}`, {});
    // The platform has revenue before it has anything in escrow.
    await school.buy(await ledger.learner(topUp(1)), await school.offering({}, 1));
    const course = await school.offering({ payee: teacher, splitPlan: "shared" }, 1000);
    const bought = await school.buy(await ledger.learner(topUp(1000)), course);
    const { id } = await school.holdOf(bought.id);
    await school.decide(id, { release: 1000 });
    await school.decide(id, { refund: 100 });
    mature();
    await school.withdraw(teacher, 100);
    const { id: returned } = await school.withdraw(teacher, 100);
    await school.must("POST", `/v1/payouts/${returned}/reject`, { reason: "No such account" });
    const { data: lines } = await school.must<{ data: { id: string; type: string }[] }>(
      "GET",
      `/v1/users/${teacher}/earnings/UNIT/lines`,
    );
    expect(new Set(lines.map(({ type }) => type))).toEqual(
      new Set(["release", "clawback", "payout", "payout_returned"]),
    );
    const before = await school.earnings(teacher);
    for (const line of lines) {
      const { status, body } = await ledger.reverse(line.id);
      expect([status, body]).toMatchObject([409, { code: "transaction.not_reversible", transactionType: line.type }]);
    }
    expect(await school.earnings(teacher)).toEqual(before);
    await ledger.expectSound();
  });
});

describe("a batch", () => {
  it("takes each approved payout once, is a file that no spreadsheet runs, and is paid but for what has failed", async () => {
    await school.must("PUT", "/v1/currencies/EGP", { digits: 2 });
    const teacher = `teacher-${++teachers}`;
    await ledger.academy.server("PUT", `/v1/users/${teacher}`, {});
    const id = `course-egp-${teachers}`;
    await school.must("PUT", `/v1/offerings/${id}`, { payee: teacher, prices: [{ currency: "EGP", amount: 10_005 }] });
    const buyer = await ledger.learner();
    await ledger.posted(buyer, topUp(10_005, { currency: "EGP" }));
    const bought = await school.buy(buyer, id);
    await school.decide((await school.holdOf(bought.id)).id, { release: 10_005 });
    mature();
    const input = { currency: "EGP", amount: 5001 };
    const destinations = ['=HYPERLINK("https://evil.example")', "EG38, Cairo"];
    const payouts = [];
    for (const destination of destinations) {
      payouts.push(
        await school.must<{ id: string }>("POST", `/v1/users/${teacher}/payouts`, { ...input, destination }),
      );
      input.amount = 4;
    }
    const gathered = await Promise.all(
      [1, 2, 3].map(() => school.call<{ id: string }>("POST", "/v1/payout-batches", { currency: "EGP" })),
    );
    expect(gathered.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const batch = gathered.find(({ status }) => status === 201)?.body;
    expect(batch).toMatchObject({ payouts: 2, amount: 5005, openPayouts: 2 });
    const { name, csv } = await school.must<{ name: string; csv: string }>(
      "GET",
      `/v1/payout-batches/${batch?.id}/file`,
    );
    expect(name).toBe(`payouts-${batch?.id}.csv`);
    expect(csv.split("\r\n")).toEqual([
      "payout,payee,destination,amount,currency",
      `${payouts[0]?.id},${teacher},"'=HYPERLINK(""https://evil.example"")",50.01,EGP`,
      `${payouts[1]?.id},${teacher},"EG38, Cairo",0.04,EGP`,
      "",
    ]);
    await school.must("POST", `/v1/payouts/${payouts[1]?.id}/fail`, { reason: "No such account" });
    expect(await school.must("POST", `/v1/payout-batches/${batch?.id}/pay`, { reference: "TRX-1" })).toMatchObject({
      openPayouts: 0,
    });
    const { data } = await school.must<{ data: object[] }>("GET", `/v1/payouts?batch=${batch?.id}`);
    expect(data).toMatchObject([{ status: "failed" }, { status: "paid", reference: "TRX-1" }]);
    await ledger.expectSound();
  });

  it("names nobody to the bank whose money is theirs again", async () => {
    const teacher = await teacherWith(100);
    mature();
    const [paid, rejected, failed] = [
      await school.withdraw(teacher, 1),
      await school.withdraw(teacher, 2),
      await school.withdraw(teacher, 3),
    ];
    const { id } = await school.must<{ id: string }>("POST", "/v1/payout-batches", { currency: "UNIT" });
    await school.must("POST", `/v1/payouts/${rejected.id}/reject`, { reason: "Asked for by mistake" });
    await school.must("POST", `/v1/payouts/${failed.id}/fail`, { reason: "No such account" });
    const lines = async () => (await fileOf(id)).filter((one) => one.includes(teacher));
    const line = `${paid.id},${teacher},EG38,1,UNIT`;
    expect(await lines()).toEqual([line]);
    const pay = () => school.must<{ payouts: number; amount: number }>("POST", `/v1/payout-batches/${id}/pay`, {});
    const batch = await pay();
    expect(await lines()).toEqual([line]);
    await school.must("POST", `/v1/payouts/${paid.id}/fail`, { reason: "It came back" });
    expect(await pay()).toMatchObject({ payouts: batch.payouts - 1, amount: batch.amount - 1, openPayouts: 0 });
    // Its file has a header, and ends with a line break.
    expect(await fileOf(id)).toHaveLength(batch.payouts - 1 + 2);
  });

  it.each([
    [" =1+1", "' =1+1"],
    ["\u00a0@SUM(1)", "'\u00a0@SUM(1)"],
    ["\u202e+1", "'\u202e+1"],
    ["\uff1d1+1", "'\uff1d1+1"],
    // Where the comma is the decimal sign, spreadsheets take the semicolon for the end of a cell.
    ["EG38;=1+1; -2;ok", "EG38;'=1+1;' -2;ok"],
    ["EG-38 +1", "EG-38 +1"],
  ])("is a file in which %j is text", async (destination, cell) => {
    const teacher = await teacherWith(1);
    mature();
    await school.must("POST", `/v1/users/${teacher}/payouts`, { currency: "UNIT", amount: 1, destination });
    const { id } = await school.must<{ id: string }>("POST", "/v1/payout-batches", { currency: "UNIT" });
    const line = (await fileOf(id)).find((one) => one.includes(teacher));
    expect(line?.split(",")[2]).toBe(cell);
  });
});
