import { beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { createSchool } from "../../test/school.ts";
import { asTenant } from "../platform/database.ts";
import { holdJobs } from "./index.ts";

const ledger = useLedger();
const { api } = ledger;
const school = createSchool(ledger);
const superuser: typeof api.database.superuser = ((...query: Parameters<typeof api.database.superuser>) =>
  api.database.superuser(...query)) as never;

beforeEach(async () => {
  api.clock.set("2026-11-20T09:00:00.000Z");
  ledger.academy = await api.createTenant();
  await ledger.academy.server("PUT", "/v1/currencies/UNIT", {});
});

async function buy(count: number): Promise<void> {
  const offering = await school.session({ payee: "teacher" }, 10);
  for (let n = 0; n < count; n++) await school.buy(await ledger.learner(topUp(10)), offering);
}
const rows = async () =>
  [
    ...(await superuser`
      select kind, about, amount::int, count from tallies where tenant_id = ${ledger.academy.tenant.id} order by kind`),
  ].map((row) => ({ ...row }));
const ageing = async () => (await ledger.academy.server("GET", "/v1/holds/ageing")).body.data;
const findings = async () =>
  (await ledger.academy.server("POST", "/v1/ledger/verify")).body.findings.map(
    ({ check, object }: { check: string; object: string }) => `${check} ${object}`,
  );

describe("the sums of what is held", () => {
  it("are one row each once they are folded, and the same before and after", async () => {
    await buy(3);
    const before = await ageing();
    expect(await rows()).toHaveLength(6);
    await holdJobs.foldTallies.run(ledger.academy.context);
    expect(await rows()).toEqual([
      { kind: "held_for_payee", about: "teacher", amount: 30, count: 3 },
      { kind: "held_since", about: "2026-11-20", amount: 30, count: 3 },
    ]);
    expect(await ageing()).toEqual(before);
    expect(await findings()).toEqual([]);
  });

  it("are gone when nothing is held any more", async () => {
    await buy(1);
    await superuser`update holds set refunded = amount where tenant_id = ${ledger.academy.tenant.id}`;
    await holdJobs.foldTallies.run(ledger.academy.context);
    expect(await rows()).toEqual([]);
  });

  it("tell how long money has been waiting by the days of the calendar, to the day on which it gets older", async () => {
    await buy(2);
    const step = async (days: number) => {
      api.clock.set(new Date(Date.UTC(2026, 10, 20 + days)).toISOString());
      return (await ageing()).map(({ daysMin, daysMax, holds, held }: Record<string, number | null>) => [
        daysMin,
        daysMax,
        holds,
        held,
      ]);
    };
    const steps = [0, 7, 30, 60, 90, null];
    for (const [place, daysMin] of steps.slice(0, -1).entries()) {
      const daysMax = steps[place + 1] ?? null;
      const expected = [[daysMin, daysMax, 2, 20]];
      expect(await step(daysMin as number)).toEqual(expected);
      expect(await step((daysMax ?? 1000) - 1)).toEqual(expected);
    }
  });

  it("that are not those of the rows are found by the proof, each way", async () => {
    await buy(1);
    const { id } = ledger.academy.tenant;
    await superuser`
      insert into tallies (tenant_id, kind, about, currency, amount, count) values (${id}, 'payouts_paid', 'teacher', 'UNIT', 5, 1)`;
    await superuser`delete from tallies where tenant_id = ${id} and kind = 'held_since'`;
    expect((await findings()).sort()).toEqual([
      "tallies_equal_rows held_since:2026-11-20/UNIT",
      "tallies_equal_rows payouts_paid:teacher/UNIT",
    ]);
  });

  it("are never changed in place by the API", async () => {
    await buy(1);
    const change = asTenant(api.platform.sql, ledger.academy.tenant.id, (tx) => tx`update tallies set amount = 1`);
    await expect(change).rejects.toMatchObject({ code: "42501" });
  });
});
