import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer, Caller } from "../../test/api.ts";
import { type SchoolStep, schoolHistories } from "../../test/escrow/history.ts";
import {
  booksOf,
  expectSound,
  funds,
  holdRows,
  learners,
  openSchool,
  payees,
  type School,
} from "../../test/escrow/stage.ts";
import { patience, runs } from "../../test/ledger/history.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import type { Context } from "../platform/context.ts";
import { typedId } from "../platform/ids.ts";
import { holdJobs } from "./index.ts";

const ledger = useLedger({ otherProcesses: 2 });
const { api } = ledger;
const { settleSessions, releaseDueHolds } = holdJobs;

/** What the players of one school have bought and asked for so far: any of them may take it up. */
interface Common {
  enrollments: { id: string; user: string }[];
  payouts: string[];
  batches: string[];
}

const pick = <T>(items: readonly T[], place: number): T | undefined => items[place % Math.max(items.length, 1)];

/** Plays a history through one process, beside others that play theirs in the same school. */
async function play(via: Caller, job: Context, school: School, history: readonly SchoolStep[], common: Common) {
  const ask = async (path: string, body?: object) => {
    // Asked twice at the same moment, as an impatient finger does.
    const call = { idempotencyKey: randomUUID() };
    const answers = await Promise.all([via("POST", path, body, call), via("POST", path, body, call)]);
    for (const { status, body: told } of answers) {
      // Contention is never the caller's problem.
      expect([path, told.code, status < 500]).toEqual([path, told.code, true]);
    }
    expect(answers[0]?.status).toBe(answers[1]?.status);
    return answers[0] as Answer<{ id: string }>;
  };
  const holdAt = async (place: number) => {
    const hold = pick(await holdRows(api, school), place);
    return hold && `/v1/holds/${typedId("hold", hold.id)}`;
  };
  for (const step of history) {
    switch (step.do) {
      case "buy": {
        const user = pick(learners, step.learner);
        const path = `/v1/users/${user}/enrollments`;
        const { status, body } = await ask(path, { offering: pick(school.offerings, step.offering)?.id });
        if (status === 201) common.enrollments.push({ id: body.id, user: String(user) });
        break;
      }
      case "cancel":
      case "confirm":
      case "dispute": {
        const one = pick(common.enrollments, step.of);
        if (!one) break;
        const body =
          step.do === "cancel"
            ? { waiveRefund: step.waive, destination: step.toCredit ? "credit" : "lots" }
            : step.do === "dispute"
              ? { reason: "Nobody came" }
              : undefined;
        await ask(`/v1/users/${one.user}/enrollments/${one.id}/${step.do}`, body);
        break;
      }
      case "cancelAny": {
        const one = pick(common.enrollments, step.of);
        if (one) await ask(`/v1/enrollments/${one.id}/cancel`, { refund: step.refund, reason: "Ill" });
        break;
      }
      case "advance":
        api.clock.advance({ hours: Math.min(step.hours, 12) });
        break;
      case "settle":
        // Two workers at once.
        await Promise.all([settleSessions.run(job), settleSessions.run(job)]);
        break;
      case "releaseDue":
        await Promise.all([releaseDueHolds.run(job), settleSessions.run(job)]);
        break;
      case "decide": {
        const hold = await holdAt(step.of);
        const { release, refund } = step;
        if (hold && release + refund > 0) await ask(`${hold}/decide`, { release, refund, reason: "Decided" });
        break;
      }
      case "cancelSession":
        await ask(`/v1/offerings/${pick(school.sessions, step.session)?.id}/cancel`, { reason: "Ill" });
        break;
      case "withdraw": {
        const body = { currency: "UNIT", amount: step.amount, destination: "EG38" };
        const answer = await ask(`/v1/users/${pick(payees, step.payee)}/payouts`, body);
        if (answer.status === 201) common.payouts.push(answer.body.id);
        break;
      }
      case "approve": {
        const id = pick(common.payouts, step.of);
        if (id) await school.office("POST", `/v1/payouts/${id}/approve`);
        break;
      }
      case "reject":
      case "pay":
      case "fail": {
        const id = pick(common.payouts, step.of);
        if (id) await ask(`/v1/payouts/${id}/${step.do}`, step.do === "pay" ? {} : { reason: "No such account" });
        break;
      }
      case "gather": {
        const { status, body } = await ask("/v1/payout-batches", { currency: "UNIT" });
        if (status === 201) common.batches.push(body.id);
        break;
      }
      case "payBatch": {
        const batch = pick(common.batches, step.of);
        if (batch) await ask(`/v1/payout-batches/${batch}/pay`, {});
        break;
      }
    }
  }
}

/** Nothing was minted and nothing lost, wherever the money is at the moment. */
async function expectConserved(school: School): Promise<void> {
  const books = await booksOf(api, school);
  const all = Object.values(books).reduce((sum, amount) => sum + amount);
  expect(all, JSON.stringify(books)).toBe(learners.length * (funds.promotional + funds.paid));
}

describe("any history of a school, dealt out to six players with impatient fingers in three processes", () => {
  it(
    "leaves sound books, all money where it came from or went to, and each hold ended once",
    async () => {
      const policy = { from: "later", hours: 72, percent: 80, disputeHours: 12, maturityDays: 1 } as const;
      await fc.assert(
        fc.asyncProperty(schoolHistories(120), async (history) => {
          const school = await openSchool(api, policy);
          const callers = [school.server, ...ledger.processes.map(({ call }) => call(school.tenant.secretKey))];
          const jobs = [
            school.job,
            ...ledger.processes.map(({ platform: { patientSql: sql, hot, hints } }) => ({
              ...school.job,
              sql,
              hot,
              hints,
            })),
          ];
          const common: Common = { enrollments: [], payouts: [], batches: [] };
          const players = callers.length * 2;
          await Promise.all(
            Array.from({ length: players }, (_, player) => {
              const hand = history.filter((_step, i) => i % players === player);
              const seat = player % callers.length;
              return play(callers[seat] as Caller, jobs[seat] as Context, school, hand, common);
            }),
          );
          await expectConserved(school);
          await expectSound(api, school);

          const open = (await holdRows(api, school)).filter(({ disputed, status }) => disputed && status === "held");
          for (const { id, amount, released, refunded } of open) {
            const decision = { refund: amount - released - refunded, reason: "Half a year later" };
            const { status } = await school.server("POST", `/v1/holds/${typedId("hold", id)}/decide`, decision);
            expect(status).toBe(200);
          }
          api.clock.advance({ hours: 24 * 60 });
          await Promise.all(jobs.flatMap((job) => [settleSessions.run(job), releaseDueHolds.run(job)]));
          // What was settled by the one is due for the other.
          await releaseDueHolds.run(school.job);
          for (const { status, released, refunded, amount } of await holdRows(api, school)) {
            expect(status).toBe(released > 0 ? "released" : "refunded");
            expect(released + refunded).toBe(amount);
          }
          await expectConserved(school);
          await expectSound(api, school);
        }),
        { ...runs(8), endOnFailure: true },
      );
    },
    patience,
  );
});
