// What has waited for a session goes on: the job as it is, in batches, beside the same code with one hold in each call and
// transaction. And how long those who buy or cancel at that moment are held up by it.
import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import postgres from "postgres";
import { contextOf } from "../src/cli/operator.ts";
import { cancelEnrollment } from "../src/enrollments/cancel-enrollment.ts";
import { enroll } from "../src/enrollments/enroll.ts";
import { holdJobs } from "../src/holds/index.ts";
import { moverOf } from "../src/holds/move-holds.ts";
import { postBatch } from "../src/ledger/post-batch.ts";
import { registerCurrency } from "../src/ledger/register-currency.ts";
import { systemClock } from "../src/platform/clock.ts";
import type { Context } from "../src/platform/context.ts";
import { asTenant, connect } from "../src/platform/database.ts";
import { readEnvironment } from "../src/platform/env.ts";
import { newUuid } from "../src/platform/ids.ts";
import { migrate } from "../src/platform/migrate.ts";
import { createPlatform } from "../src/platform/platform.ts";
import { createTenant } from "../src/tenants/index.ts";
import { goal, type Measurement, measure, median, printTable, ratio, rounds } from "./measure.ts";

const learners = 10_000;
const fewer = 2_000;
const roundCount = 5;
const milliseconds = 2_000;
const day = 86_400_000;
const zero = "00000000-0000-0000-0000-000000000000";

const environment = readEnvironment({
  ...process.env,
  BURSAR_ENCRYPTION_KEY: randomBytes(32).toString("base64url"),
  LOG_LEVEL: "silent",
});
await migrate(environment.DATABASE_URL);
const superuser = postgres(environment.DATABASE_URL, { max: 2, onnotice: () => {} });
const operator = connect(environment.DATABASE_URL, { role: "bursar_operator", connectionsMax: 1 });
const platform = createPlatform({ ...environment, DATABASE_CONNECTIONS: 8 });
const context = contextOf(platform, await createTenant(operator, systemClock, "Bench", "test"));
const { tenant } = context;
const begin = Date.now();

interface Session {
  id: string;
  endsAt: number;
  enrollments: { user: string; id: string }[];
}

process.stderr.write(`${roundCount} sessions, each bought by ${learners} learners, and others by ${fewer} …\n`);
await prepare();
const oneByOne = await soldOut("one by one", 1000, fewer);
const quiet = await soldOut("quiet", 1001, fewer);
const alone: Session[] = [];
const crowded: Session[] = [];
for (let round = 1; round <= roundCount; round++) {
  alone.push(await soldOut(`alone ${round}`, 10 * round, learners));
  crowded.push(await soldOut(`crowded ${round}`, 10 * round + 5, fewer));
}
await offer("evergreen", null);
await superuser`vacuum analyze`;
const single = (
  await superuser<{ id: string }[]>`select id from holds where offering_id = ${oneByOne.id} order by id`
).map(({ id }) => id);

let buyers = 0;
const besides: { buying: Measurement; cancelling: Measurement }[] = [];
const results = await rounds(roundCount, {
  "released one by one": () => measure(1, milliseconds, () => releaseAlone(single.shift() as string)),
  "released by the job": () => job(alone.shift() as Session),
  "bought, with nothing else going on": () => measure(1, milliseconds, buy),
  "cancelled, with nothing else going on": () => measure(1, milliseconds, () => cancel(quiet)),
  "released by the job, in a crowd": async () => {
    const session = crowded.shift() as Session;
    let isDone = false;
    // The longest stands in the table for the last of a hundred: there are not so many.
    const until = async (call: () => Promise<unknown>) => {
      const waits: number[] = [];
      while (!isDone) {
        const start = performance.now();
        await call();
        waits.push(performance.now() - start);
      }
      waits.sort((a, b) => a - b);
      return { perSecond: waits.length, p50: waits[waits.length >> 1] ?? 0, p99: waits.at(-1) ?? 0 };
    };
    const [released, buying, cancelling] = await Promise.all([
      job(session).finally(() => {
        isDone = true;
      }),
      until(buy),
      until(() => cancel(session)),
    ]);
    besides.push({ buying, cancelling });
    return released;
  },
});
printTable(results);

goal(
  "holds released per second, by the job against one by one",
  ratio(results, "released by the job", "released one by one", "perSecond"),
  "at least",
  10,
);
for (const what of ["buying", "cancelling"] as const) {
  const longest = median(besides.map((one) => one[what].p99));
  goal(`longest wait of one who is ${what} while a session is settled`, longest, "at most", 500, "ms");
}
await Promise.all([platform.close(), operator.end({ timeout: 1 }), superuser.end({ timeout: 1 })]);

async function prepare(): Promise<void> {
  await registerCurrency(context, "UNIT", 0);
  await asTenant(platform.sql, tenant.id, async (tx) => {
    await tx`
      insert into users (tenant_id, id, created_at, updated_at)
      select ${tenant.id}, 'user-' || n, now(), now() from generate_series(1, ${learners}::int) n`;
    const shares = [
      { party: "payee", basisPoints: 7000, takesResidue: true },
      { party: "platform", basisPoints: 3000, takesResidue: false },
    ];
    await tx`
      insert into split_plans (tenant_id, id, version, name, shares, created_at)
      values (${tenant.id}, 'seventy', 1, 'Teacher 70', ${tx.json(shares)}, now())`;
  });
  for (let n = 0; n < learners; n += 500) {
    const deposit = {
      type: "deposit",
      currency: "UNIT",
      amount: 1_000_000,
      reference: "bench",
      refundable: true,
    } as const;
    await postBatch(
      withKey(),
      Array.from({ length: 500 }, (_, i) => ({ ...deposit, user: `user-${n + i + 1}` })),
    );
  }
}

async function offer(id: string, endsAt: number | null): Promise<void> {
  const ends = endsAt && new Date(endsAt);
  await asTenant(platform.sql, tenant.id, async (tx) => {
    await tx`
      insert into offerings (tenant_id, id, kind, title, available, starts_at, ends_at, payee_id, plan_id, created_at, updated_at)
      values (${tenant.id}, ${id}, ${ends ? "session" : "course"}, ${id}, true, ${ends && new Date(ends.getTime() - 3_600_000)},
        ${ends}, 'teacher', 'seventy', now(), now())`;
    await tx`
      insert into prices (tenant_id, offering_id, currency, version, amount, created_at)
      values (${tenant.id}, ${id}, 'UNIT', 1, 101, now())`;
  });
}

/** A session that ends so many days from now, and has been bought by so many. */
async function soldOut(id: string, days: number, buyers: number): Promise<Session> {
  const endsAt = begin + days * day;
  await offer(id, endsAt);
  const enrollments: Session["enrollments"] = [];
  for (let n = 0; n < buyers; n += 200) {
    const bought = Array.from({ length: 200 }, async (_, i) => {
      const user = `user-${n + i + 1}`;
      const { value } = await enroll(withKey(), user, { offering: id });
      enrollments.push({ user, id: value.id });
    });
    await Promise.all(bought);
  }
  return { id, endsAt, enrollments: enrollments.sort(() => Math.random() - 0.5) };
}

/** The scheduled job, when the time to dispute the session has just passed. */
async function job({ endsAt, enrollments }: Session): Promise<Measurement> {
  const clock = { now: () => new Date(endsAt + tenant.settings.release.disputeHours * 3_600_000) };
  const sold = enrollments.length;
  const start = performance.now();
  await holdJobs.settleSessions.run({ ...context, sql: platform.patientSql, clock });
  const took = performance.now() - start;
  return { perSecond: (sold * 1000) / took, p50: took, p99: took };
}

function releaseAlone(hold: string): Promise<unknown> {
  const by = moverOf({ ...context, actor: { kind: "job", name: "bench" } }, { reason: "delivered" });
  return platform.patientSql`
    select holds_settle_session(${tenant.id}, ${new Date()}, ${oneByOne.id}, 'delivered', '{"mode": "ignore"}', ${hold},
      ${zero}, 1, ${platform.patientSql.json(by as never)})`;
}

function buy(): Promise<unknown> {
  buyers++;
  return enroll(withKey(), `user-${buyers}`, { offering: "evergreen" });
}

/** Leaves, and lets nothing be paid back: what is over can't be. */
function cancel({ enrollments }: Session): Promise<unknown> {
  const { user, id } = enrollments.pop() as Session["enrollments"][number];
  return cancelEnrollment(withKey(), user, id, { waiveRefund: true });
}

function withKey(): Context {
  return { ...context, idempotency: { key: newUuid(systemClock), fingerprint: randomBytes(16).toString("hex") } };
}
