// How long it takes to count the students of a course, and what is read for it: one index, and none of its rows.
import { connect } from "../src/platform/database.ts";
import { startBenchApi } from "./bench-api.ts";
import { goal, measure, printTable, rounds } from "./measure.ts";

const sizes = [10_000, 100_000];
const milliseconds = 1_000;

const api = await startBenchApi(1);
const { superuser } = api;
await api.createTenant();
const [tenant] = await superuser<{ id: number }[]>`select id from tenants`;
const id = tenant?.id as number;
const sql = connect(process.env["DATABASE_URL"] as string, { connectionsMax: 1 });
await sql`select set_config('bursar.tenant_id', ${String(id)}, false)`;

const course = (size: number) => `course-of-${size}`;
for (const size of sizes) {
  process.stderr.write(`${course(size)}: ${size} enrolled, as many whose time is over and as many who have left …\n`);
  await superuser`
    insert into enrollments (tenant_id, id, user_id, offering_id, status, created_at, expires_at, ended_at)
    select ${id}, uuidv7(), 'learner-' || n, ${course(size)}, case n % 3 when 2 then 'cancelled' else 'active' end, now(),
      case when n % 3 = 1 then now() - interval '1 day' when n % 2 = 0 then now() + interval '1 year' end,
      case when n % 3 = 2 then now() end
    from generate_series(0, ${size * 3 - 1}::int) n`;
}
await superuser`vacuum analyze`;

const count = (size: number) =>
  sql<{ students: number }[]>`select offering_students(${id}, now(), ${course(size)}) as students`;
for (const size of sizes) {
  const [row] = await count(size);
  goal(`students counted of ${size}`, row?.students ?? 0, "at least", size, "students");
  // As the function asks it, under the rights of the API.
  const plan = await sql<{ "QUERY PLAN": string }[]>`
    explain (analyze, buffers, costs off, timing off, summary on)
    select (select count(*) from enrollments
        where tenant_id = ${id} and offering_id = ${course(size)} and status in ('active', 'completed') and expires_at is null)
      + (select count(*) from enrollments
        where tenant_id = ${id} and offering_id = ${course(size)} and status in ('active', 'completed') and expires_at > now())`;
  console.log(plan.map((line) => line["QUERY PLAN"]).join("\n"));
}

printTable(
  await rounds(
    5,
    Object.fromEntries(
      sizes.map((size) => [`count ${size} students`, () => measure(1, milliseconds, () => count(size))]),
    ),
  ),
);
await sql.end();
await api.stop();
