// Enrollment over HTTP, with everything on (token check, tenant, idempotency, debit, entries, entitlement, events, audit, log),
// beside the five statements of TPC-B in one transaction on the same driver and the same database.
import { createUserToken } from "@bursar/sdk";
import { startBenchApi } from "./bench-api.ts";
import { goal, measure, median, printTable, ratio, rounds } from "./measure.ts";

const learners = 20_000;
const courses = 2_000;
const callers = 64;
const roundCount = 5;
const milliseconds = 2_000;
// As pgbench scales it: one branch and ten tellers for each of so many, so that branches are not what the callers wait for.
const branches = callers;

const api = await startBenchApi(callers);
const { superuser } = api;
const tenant = await api.createTenant();

process.stderr.write(`${learners} learners, ${courses} courses …\n`);
await prepareTpcB();
const tokens = await prepareAcademy();

let round = 0;
let next = 0;
const failures = new Map<string, number>();

// What has run for a while: warm code, and statistics of tables that are not empty.
await measure(callers, milliseconds, () => enroll(() => "warm-up"));
await superuser`vacuum analyze`;

/** Each learner once in a round; each round has a course and a start of its own. */
async function enroll(course: (learner: number) => string): Promise<void> {
  const learner = next++ % learners;
  await tenant
    .asUser(tokens[learner] as string, "POST", "/v1/me/enrollments", {
      offering: course(learner),
      expectedPrice: { currency: "UNIT", amount: 1 },
    })
    .catch((error: Error) => {
      const { code } = JSON.parse(error.message);
      failures.set(code, (failures.get(code) ?? 0) + 1);
    });
}

const results = await rounds(roundCount, {
  "TPC-B, one transaction, 64 callers": () => measure(callers, milliseconds, tpcB),
  "enroll, one course, 64 connections": () => {
    const course = `one-${round}`;
    next = 0;
    return measure(callers, milliseconds, () => enroll(() => course));
  },
  "enroll, different courses, 64 connections": () => {
    const shift = 1 + 97 * round++;
    next = 0;
    return measure(callers, milliseconds, () => enroll((learner) => `course-${(learner * 7 + shift) % courses}`));
  },
});
printTable(results);
for (const [failure, count] of failures) console.log(`failed ${count} times: ${failure}`);

const [one, different] = ["enroll, one course, 64 connections", "enroll, different courses, 64 connections"];
goal(
  "one course, against TPC-B",
  ratio(results, one, "TPC-B, one transaction, 64 callers", "perSecond"),
  "at least",
  2,
);
goal("one course against different courses", ratio(results, one, different, "perSecond"), "at least", 0.9);
const tail = (name: string) => median((results.get(name) ?? []).map(({ p99, p50 }) => p99 / p50));
goal("p99 against p50, one course", tail(one), "at most", 5);
goal("p99 against p50, different courses", tail(different), "at most", 5);
goal(
  "requests that failed",
  [...failures.values()].reduce((sum, count) => sum + count, 0),
  "at most",
  0,
  "requests",
);

await api.stop();

async function tpcB(): Promise<void> {
  const at = (count: number) => 1 + Math.floor(Math.random() * count);
  const [account, teller, branch, delta] = [at(branches * 1000), at(branches * 10), at(branches), at(10_000) - 5_000];
  await superuser.begin(async (tx) => {
    await tx`update tpc_accounts set balance = balance + ${delta} where id = ${account}`;
    await tx`select balance from tpc_accounts where id = ${account}`;
    await tx`update tpc_tellers set balance = balance + ${delta} where id = ${teller}`;
    await tx`update tpc_branches set balance = balance + ${delta} where id = ${branch}`;
    await tx`
      insert into tpc_history (teller_id, branch_id, account_id, delta, at)
      values (${teller}, ${branch}, ${account}, ${delta}, now())`;
  });
}

async function prepareTpcB(): Promise<void> {
  for (const [table, count] of [
    ["tpc_accounts", branches * 1000],
    ["tpc_tellers", branches * 10],
    ["tpc_branches", branches],
  ] as const) {
    await superuser`
      create table ${superuser(table)} (id int primary key, balance bigint not null, filler text) with (fillfactor = 70)`;
    await superuser`insert into ${superuser(table)} select id, 0, repeat(' ', 80) from generate_series(1, ${count}::int) id`;
  }
  await superuser`
    create table tpc_history (
      id bigint generated always as identity primary key, teller_id int, branch_id int, account_id int, delta int,
      at timestamptz)`;
}

/** Courses, and learners who can pay, through the API like any host's server. Answers a token for each learner. */
async function prepareAcademy(): Promise<string[]> {
  await superuser`insert into currencies select id, 'UNIT', 0, now() from tenants`;
  await superuser`
    insert into users (tenant_id, id, created_at, updated_at)
    select tenants.id, 'learner-' || n, now(), now() from tenants, generate_series(0, ${learners - 1}::int) n`;
  const price = [{ currency: "UNIT", amount: 1 }];
  const ids = [
    ...Array.from({ length: courses }, (_, n) => `course-${n}`),
    ...Array.from({ length: roundCount }, (_, n) => `one-${n}`),
    "warm-up",
  ];
  for (let first = 0; first < ids.length; first += 500) {
    const offerings = ids.slice(first, first + 500).map((id) => ({ id, prices: price }));
    await tenant.server("POST", "/v1/offerings/batch", { offerings });
  }
  for (let first = 0; first < learners; first += 1000) {
    const transactions = Array.from({ length: 1000 }, (_, n) => ({
      ...{ type: "top_up", user: `learner-${first + n}`, currency: "UNIT", amount: 1_000_000, reason: "bench" },
    }));
    await tenant.server("POST", "/v1/transactions/batch", { transactions });
  }
  const mint = (user: string) => createUserToken({ secret: tenant.tokenSecret, user, expiresInSeconds: 3600 });
  return Promise.all(Array.from({ length: learners }, (_, n) => mint(`learner-${n}`)));
}
