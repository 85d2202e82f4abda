import type { enrollments } from "@bursar/sdk/contract";
import { beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { createSchool } from "../../test/school.ts";

const ledger = useLedger({ otherProcesses: 2 });
const { api } = ledger;
const school = createSchool(ledger);

beforeEach(() => api.clock.set("2026-11-20T09:00:00.000Z"));

const count = async (offering: string, via = ledger.academy.server) =>
  (await via<enrollments.StudentCount>("GET", `/v1/offerings/${offering}/students`)).body;
const students = async (offering: string) => (await count(offering)).students;

describe("the number of students", () => {
  it("has whoever is in, completed or not, and nobody who has left or whose time is over", async () => {
    const offering = await school.offering({ accessDays: 1 });
    const [leaver, graduate, stays] = [await ledger.learner(), await ledger.learner(), await ledger.learner()];
    const bought = await school.buy(leaver, offering);
    const done = await school.buy(graduate, offering);
    await school.must("PATCH", `/v1/enrollments/${done.id}`, { completionPercentage: 100 });
    await school.must("POST", `/v1/users/${stays}/entitlements`, { offering, reason: "For ever" });
    expect(await count(offering)).toEqual({ offering, students: 3, asOf: "2026-11-20T09:00:00.000Z" });
    await school.cancel(leaver, bought.id);
    expect(await students(offering)).toBe(2);
    api.clock.advance({ days: 1 });
    expect(await students(offering)).toBe(1);
  });

  it("is there for a course page, of a known offering, and of one's own tenant", async () => {
    const offering = await school.offering({});
    await school.buy(await ledger.learner(), offering);
    expect((await count(offering, await ledger.academy.as("reader"))).students).toBe(1);
    const { body } = await ledger.academy.server("GET", "/v1/offerings/nothing/students");
    expect(body.code).toBe("offering.not_found");
    expect((await api.call(null)("GET", `/v1/offerings/${offering}/students`)).status).toBe(401);
    const other = await api.createTenant();
    await other.server("PUT", `/v1/offerings/${offering}`, {});
    expect((await count(offering, other.server)).students).toBe(0);
  });

  it("is right when many come and go at once, through several processes", async () => {
    const offering = await school.offering({}, 50);
    const users = await Promise.all(Array.from({ length: 40 }, (_, i) => ledger.learner(topUp(i % 4 ? 50 : 49))));
    const answers = await Promise.all(
      users.map(async (user, i) => {
        const via = ledger.servers[i % ledger.servers.length] as typeof ledger.academy.server;
        const bought = await via("POST", `/v1/users/${user}/enrollments`, { offering });
        if (bought.status !== 201 || i % 4 !== 1) return bought.status;
        return (await via("POST", `/v1/users/${user}/enrollments/${bought.body.id}/cancel`, {})).status;
      }),
    );
    expect(answers.filter((status) => status === 402)).toHaveLength(10);
    expect(answers.filter((status) => status === 200)).toHaveLength(10);
    expect(await students(offering)).toBe(20);
  });

  it("is nothing that buyers wait for: while one has not come to an end, another buys, and is counted", async () => {
    const offering = await school.offering({}, 50);
    const [slow, quick] = [await ledger.learner(topUp(50)), await ledger.learner(topUp(50))];
    const item = {
      ...{ id: "01948f00-0000-7000-8000-000000000001", public_id: "enr_1", user_id: slow, offering_id: offering },
      ...{ entitlement_id: "01948f00-0000-7000-8000-000000000002", actor: "user:slow", request_id: "req_slow" },
      ...{ transaction_id: "01948f00-0000-7000-8000-000000000003", transaction_public_id: "txn_1" },
    };
    const { sql, tenant } = ledger.academy.context;
    await sql.begin(async (tx) => {
      const [row] = await tx`select enroll(${tenant.id}, ${api.clock.now()}, ${tx.json([item])}) as outcomes`;
      expect(row?.["outcomes"]).toMatchObject([{ outcome: "enrolled" }]);
      expect((await school.buy(quick, offering)).status).toBe("active");
      expect(await students(offering)).toBe(1);
    });
    expect(await students(offering)).toBe(2);
  });
});
