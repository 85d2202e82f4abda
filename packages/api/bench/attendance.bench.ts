// Attendance of a session with ten thousand users who came and went twice each, beside one of ten: for who settles it, for who
// looks at a page of it, and for one of its users. Ends with the plan by which the whole of it is read.
import { createUserToken } from "@bursar/sdk";
import { asTenant, connect, type Transaction } from "../src/platform/database.ts";
import { startBenchApi } from "./bench-api.ts";
import { goal, type Measurement, measure, median, printTable, ratio, rounds } from "./measure.ts";

const sizes = { small: 10, large: 10_000 } as const;
type Size = keyof typeof sizes;
const now = new Date("2026-11-20T12:00:00Z");

const api = await startBenchApi(1);
const { superuser } = api;
const sql = connect(process.env["DATABASE_URL"] as string, { connectionsMax: 1 });
const tenant = await api.createTenant();
for (const size of Object.keys(sizes)) {
  await tenant.server("PUT", `/v1/offerings/${size}`, session());
  await tenant.server("PUT", `/v1/offerings/course-of-${size}`, { kind: "course", includes: [size] });
}
const [{ id: tenantId }] = (await superuser`select id from tenants`) as unknown as [{ id: number }];
await furnish();
await superuser`vacuum analyze`;
const admin = await createUserToken({
  secret: tenant.tokenSecret,
  user: "boss",
  roles: ["admin"],
  expiresInSeconds: 3600,
});

const run = (work: (tx: Transaction) => Promise<unknown>) => asTenant(sql, tenantId, work);
const cases = Object.fromEntries(
  (["small", "large"] as const).flatMap((size): [string, () => Promise<Measurement>][] => [
    [`settled, ${size}`, () => measure(1, 2_000, () => run((tx) => settle(tx, size)))],
    [`one user, ${size}`, () => measure(1, 500, () => run((tx) => one(tx, size)))],
    [`a page, ${size}`, () => measure(1, 500, () => tenant.asUser(admin, "GET", `/v1/offerings/${size}/attendance`))],
  ]),
);
const results = await rounds(5, cases);
printTable(results);
const settled = median((results.get("settled, large") ?? []).map(({ p50 }) => p50));
goal("to settle 10,000 users with 40,000 facts", settled, "at most", 500, "ms");
const oneUser = ratio(results, "one user, large", "one user, small", "p50");
goal("p50 of one user, in a session a thousand times as large", oneUser, "at most", 2);

await run(async (tx) => {
  for (const part of ["session_users", "session_attendance"]) {
    const plan = await tx.unsafe(
      `explain (analyze, costs off, timing off, buffers off) select count(*) from ${part}(${tenantId}, '${now.toISOString()}', 'large')`,
    );
    console.log(`\n${plan.map((row) => row["QUERY PLAN"]).join("\n")}`);
  }
});
await sql.end();
await api.stop();

function session() {
  return { kind: "session", startsAt: "2026-11-20T10:00:00Z", endsAt: "2026-11-20T11:00:00Z" };
}

/** What a settlement asks, in one statement. */
function settle(tx: Transaction, size: Size) {
  return tx`
    select count(*) filter (where status = 'attended'), session_host_seconds(${tenantId}, ${now}, ${size})
    from session_attendance(${tenantId}, ${now}, ${size})`;
}

function one(tx: Transaction, size: Size) {
  return tx`select * from session_attendance_of(${tenantId}, ${now}, ${size}, '{u-7}')`;
}

/** Half of the users are enrolled in a course that includes the session. All joined and left twice; others did elsewhere. */
async function furnish(): Promise<void> {
  await superuser`
    insert into users (tenant_id, id, created_at, updated_at)
    select ${tenantId}, 'u-' || n, now(), now() from generate_series(1, ${sizes.large}::int) n`;
  for (const [size, users] of Object.entries(sizes)) {
    await superuser`
      insert into enrollments (tenant_id, id, user_id, offering_id, status, created_at)
      select ${tenantId}, uuidv7(), 'u-' || n, case n % 2 when 0 then ${size} else ${`course-of-${size}`} end, 'active', '2026-11-01'
      from generate_series(1, ${users}::int) n`;
    await superuser`
      insert into attendance_events (tenant_id, offering_id, source, id, kind, user_id, connection, at, received_at)
      select ${tenantId}, ${size}, 'livekit', n || '/' || k, case k % 2 when 0 then 'joined' else 'left' end, 'u-' || n,
        n || '/' || k / 2, '2026-11-20T10:00:00Z'::timestamptz + make_interval(secs => k * 700 + n % 600), now()
      from generate_series(1, ${users}::int) n, generate_series(0, 3) k`;
  }
  await superuser`
    insert into entitlements (tenant_id, id, enrollment_id, user_id, offering_id, source, starts_at)
    select ${tenantId}, uuidv7(), id, user_id, offering_id, 'free', created_at from enrollments`;
  await superuser`
    insert into attendance_events (tenant_id, offering_id, source, id, kind, user_id, connection, at, received_at)
    select ${tenantId}, 'other-' || n % 500, 'livekit', n::text, 'joined', 'u-' || n % ${sizes.large}::int, n::text, now(), now()
    from generate_series(1, 200000) n`;
}
