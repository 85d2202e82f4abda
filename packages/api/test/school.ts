import type { enrollments, holds, ledger as ledgers, payouts, splitPlans } from "@bursar/sdk/contract";
import type { TenantJob } from "../src/platform/jobs.ts";
import { selectTenants } from "../src/tenants/index.ts";
import type { TestApi, TestTenant } from "./api.ts";
import type { Ledger } from "./ledger/ledger.ts";

let count = 0;

/** What a school sells, and what its learners do with it, through the API as its server calls it. */
export function createSchool(ledger: Ledger) {
  const call = <T>(method: string, path: string, body?: object) => ledger.academy.server<T>(method, path, body);
  const must = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await call<T>(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const offering = async (input: object, price?: number): Promise<string> => {
    const id = `offering-${++count}`;
    const prices = price === undefined ? [] : [{ currency: "UNIT", amount: price }];
    await must("PUT", `/v1/offerings/${id}`, { prices, ...input });
    return id;
  };
  return {
    offering,
    /** On 21 November 2026, from ten to eleven. */
    session: (input: object, price?: number) =>
      offering({ kind: "session", startsAt: "2026-11-21T10:00:00Z", endsAt: "2026-11-21T11:00:00Z", ...input }, price),
    plan: (id: string, shares: object[]) =>
      must<splitPlans.SplitPlan>("PUT", `/v1/split-plans/${id}`, { name: id, shares }),
    buy: (user: string, id: string) =>
      must<enrollments.NewEnrollment>("POST", `/v1/users/${user}/enrollments`, { offering: id }),
    preview: (user: string, id: string) =>
      must<enrollments.Cancellation>("GET", `/v1/users/${user}/enrollments/${id}/cancellation`),
    cancel: (user: string, id: string, input: object = {}) =>
      call<enrollments.CancelledEnrollment>("POST", `/v1/users/${user}/enrollments/${id}/cancel`, input),
    async holdOf(enrollment: string): Promise<holds.HoldWithMovements> {
      const { data } = await must<{ data: holds.Hold[] }>("GET", "/v1/holds?limit=100");
      const hold = data.find((one) => one.enrollment === enrollment);
      if (!hold) throw new Error(`nothing is held for ${enrollment}`);
      return must("GET", `/v1/holds/${hold.id}`);
    },
    decide: (hold: string, input: object) =>
      must<holds.HoldWithMovements>("POST", `/v1/holds/${hold}/decide`, { reason: "Decided", ...input }),
    earnings: async (payee: string) =>
      (await must<{ data: payouts.Earnings[] }>("GET", `/v1/users/${payee}/earnings`)).data,
    withdraw: (payee: string, amount: number) =>
      must<payouts.Payout>("POST", `/v1/users/${payee}/payouts`, { currency: "UNIT", amount, destination: "EG38" }),
    proof: () => must<ledgers.LedgerProof>("POST", "/v1/ledger/verify"),
    must,
    call,
  };
}

/** As a worker runs it, for one tenant: with the settings of the moment. */
export async function runJob(
  { platform, clock, operator }: TestApi,
  academy: TestTenant,
  job: TenantJob,
): Promise<void> {
  const { patientSql, hot, hints, log } = platform;
  const tenant = (await selectTenants(operator)).find(({ id }) => id === academy.tenant.id);
  await job.run({ sql: patientSql, hot, hints, clock, log, tenant: tenant ?? academy.tenant });
}
