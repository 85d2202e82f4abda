import { createUserToken } from "@bursar/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../test/api.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { type ApiProcess, startProcess } from "../../test/ledger/process.ts";
import { tapWire, type Wire } from "../../test/ledger/wire.ts";

const ledger = useLedger();
let wire: Wire;
let tapped: ApiProcess;
let server: Caller;
let user: string;

beforeAll(async () => {
  wire = await tapWire(ledger.api.database.url);
  tapped = startProcess(ledger.api, { databaseUrl: wire.databaseUrl, connections: 2 });
  server = tapped.call(ledger.academy.secretKey);
  user = await ledger.learner(topUp(10_000));
});
afterAll(async () => {
  await tapped.stop();
  await wire.stop();
});

/** What the database is asked for a call, once its connections know its statements. Hints are sent beside it, after the commit. */
async function statementsOf(call: () => Promise<{ status: number }>): Promise<string[]> {
  for (let i = 0; i < 4; i++) await Promise.all([call(), call(), call(), call()]);
  wire.take();
  expect((await call()).status).toBeLessThan(300);
  const trips = wire.take().filter((statements) => !statements.every((text) => text.includes("pg_notify")));
  return trips.map((statements) => statements.join("; ").trim().replace(/\s+/g, " "));
}

let courses = 0;
async function freshCourses(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => `course-${++courses}`);
  for (const id of ids) {
    await ledger.academy.server("PUT", `/v1/offerings/${id}`, { prices: [{ currency: "UNIT", amount: 50 }] });
  }
  return ids;
}

describe("one round trip to the database is what it takes", () => {
  it("to enroll: debit, enrollment, entitlement, event and audit", async () => {
    const ids = await freshCourses(17);
    const enroll = () => server("POST", `/v1/users/${user}/enrollments`, { offering: ids.pop() });
    expect(await statementsOf(enroll)).toEqual([expect.stringMatching(/^select "enroll"\(/)]);
  });

  it("to post a transaction", async () => {
    const spend = () => server("POST", "/v1/transactions", { type: "spend", user, currency: "UNIT", amount: 1 });
    expect(await statementsOf(spend)).toEqual([expect.stringMatching(/^select "ledger_post"\(/)]);
  });

  it.each([
    ["a balance", "wallets/UNIT", /^select wallet_read\(/],
    ["all balances", "wallets", /^select wallet_read\(/],
    ["whether someone may enter", "access/course-1", /^select access_check\(/],
    ["all that an enroll button shows", "offerings/course-1", /^select offering_statuses\(/],
  ])("to read %s", async (_, path, statement) => {
    expect(await statementsOf(() => server("GET", `/v1/users/${user}/${path}`))).toEqual([
      expect.stringMatching(statement),
    ]);
  });

  it("for a learner's own, too", async () => {
    const { tokenSecret: secret } = ledger.academy;
    const own = tapped.call(await createUserToken({ secret, user, now: ledger.api.clock.now }));
    expect(await statementsOf(() => own("GET", "/v1/me/wallets/UNIT"))).toHaveLength(1);
    expect(await statementsOf(() => own("GET", "/v1/me/access/course-1"))).toHaveLength(1);
  });

  it("for forty enrollments that come at once, hardly more than for one", async () => {
    const ids = await freshCourses(44);
    await Promise.all(
      ids.splice(0, 4).map((offering) => server("POST", `/v1/users/${user}/enrollments`, { offering })),
    );
    wire.take();
    const answers = await Promise.all(
      ids.map((offering) => server("POST", `/v1/users/${user}/enrollments`, { offering })),
    );
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    const trips = wire.take().filter((statements) => statements.some((text) => text.includes("enroll")));
    expect(trips.length).toBeLessThanOrEqual(8);
  });
});
