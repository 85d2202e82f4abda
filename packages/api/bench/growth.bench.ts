// Whether what a page asks for stays as quick when there is a hundred times as much of it: two tenants side by side in one
// database, the same requests to each.
import { createUserToken } from "@bursar/sdk";
import { uuidOf } from "../src/platform/ids.ts";
import { startBenchApi } from "./bench-api.ts";
import { goal, measure, printTable, ratio, rounds } from "./measure.ts";

const sizes = {
  small: { offerings: 100, entries: 1_000, holds: 3_000, attendees: 100, deliveries: 1_000 },
  large: { offerings: 10_000, entries: 100_000, holds: 300_000, attendees: 10_000, deliveries: 100_000 },
} as const;
type Size = keyof typeof sizes;
const callers = 4;
const milliseconds = 1_000;

const api = await startBenchApi(callers);
const academies = { small: await furnish("small"), large: await furnish("large") };
await api.superuser`vacuum analyze`;

interface Academy {
  ask(path: string): Promise<unknown>;
  /** As an admin of the host. */
  manage(path: string): Promise<unknown>;
  endpoint: string;
  /** Cursors in the middle of the lists. */
  middleOfCatalog: string;
  middleOfStatement: string;
  middleOfAttendance: string;
}

const questions = {
  "catalog, first page": ({ ask }: Academy) => ask("/v1/me/offerings"),
  "catalog, from the middle": ({ ask, middleOfCatalog }: Academy) => ask(`/v1/me/offerings?cursor=${middleOfCatalog}`),
  "catalog, search": ({ ask }: Academy) => ask("/v1/me/offerings?search=title+4&limit=10"),
  "one offering": ({ ask }: Academy) => ask("/v1/me/offerings/course-42"),
  access: ({ ask }: Academy) => ask("/v1/me/access/course-42"),
  "statement, first page": ({ ask }: Academy) => ask("/v1/me/wallets/UNIT/transactions"),
  "statement, from the middle": ({ ask, middleOfStatement }: Academy) =>
    ask(`/v1/me/wallets/UNIT/transactions?cursor=${middleOfStatement}`),
  wallet: ({ ask }: Academy) => ask("/v1/me/wallets/UNIT"),
  "a payee's statement": ({ manage }: Academy) => manage("/v1/users/teacher-1/earnings/UNIT/lines"),
  "what is held for a payee": ({ manage }: Academy) => manage("/v1/holds?payee=teacher-1&status=held"),
  "what is in dispute": ({ manage }: Academy) => manage("/v1/holds?disputed=true"),
  "payouts of a payee": ({ manage }: Academy) => manage("/v1/payouts?user=teacher-1"),
  "payouts to approve": ({ manage }: Academy) => manage("/v1/payouts?status=requested"),
  "attendance, first page": ({ manage }: Academy) => manage("/v1/offerings/webinar/attendance"),
  "attendance, from the middle": ({ manage, middleOfAttendance }: Academy) =>
    manage(`/v1/offerings/webinar/attendance?cursor=${middleOfAttendance}`),
  "the end of a line": ({ manage }: Academy) => manage("/v1/users/last/waitlist"),
  "deliveries, first page": ({ manage, endpoint }: Academy) => manage(`/v1/webhook-endpoints/${endpoint}/deliveries`),
  "deliveries that failed": ({ manage, endpoint }: Academy) =>
    manage(`/v1/webhook-endpoints/${endpoint}/deliveries?status=failed`),
  "enrollments that are over": ({ manage }: Academy) => manage("/v1/enrollments?status=cancelled"),
};

const results = await rounds(
  5,
  Object.fromEntries(
    Object.entries(questions).flatMap(([name, question]) =>
      (["small", "large"] as const).map((size) => [
        `${name}, ${size}`,
        () => measure(callers, milliseconds, () => question(academies[size])),
      ]),
    ),
  ),
);
printTable(results);
for (const name of Object.keys(questions)) {
  goal(
    `p99 at a hundred times the rows: ${name}`,
    ratio(results, `${name}, large`, `${name}, small`, "p99"),
    "at most",
    1.5,
  );
}
await api.stop();

async function furnish(size: Size): Promise<Academy> {
  const { offerings, entries } = sizes[size];
  process.stderr.write(`${size}: ${offerings} offerings, a wallet of ${entries} entries …\n`);
  const tenant = await api.createTenant();
  await tenant.server("PUT", "/v1/currencies/UNIT", {});
  await tenant.server("PUT", "/v1/users/learner", {});
  const all = Array.from({ length: offerings }, (_, n) => ({
    id: `course-${n}`,
    title: `Title ${n}`,
    prices: [{ currency: "UNIT", amount: 5 }],
  }));
  for (let first = 0; first < offerings; first += 1000) {
    await tenant.server("POST", "/v1/offerings/batch", { offerings: all.slice(first, first + 1000) });
  }
  const posting = { user: "learner", currency: "UNIT", amount: 1 };
  await tenant.server("POST", "/v1/transactions", { type: "top_up", ...posting, amount: entries * 2, reason: "bench" });
  for (let first = 0; first < entries; first += 1000) {
    const transactions = Array.from({ length: 1000 }, () => ({ type: "spend", ...posting }));
    await tenant.server("POST", "/v1/transactions/batch", { transactions });
  }
  const endpoint = (await tenant.server("POST", "/v1/webhook-endpoints", { url: "https://example.com/hook" })) as {
    id: string;
  };
  await furnishHistory(size, uuidOf(endpoint.id));
  const token = { secret: tenant.tokenSecret, expiresInSeconds: 3600 };
  const learner = await createUserToken({ ...token, user: "learner" });
  const admin = await createUserToken({ ...token, user: "boss", roles: ["admin"] });
  const ask = (path: string) => tenant.asUser(learner, "GET", path);
  const manage = (path: string) => tenant.asUser(admin, "GET", path);
  return {
    ask,
    manage,
    endpoint: endpoint.id,
    middleOfAttendance: await cursorAt(manage, "/v1/offerings/webinar/attendance", sizes[size].attendees / 2),
    middleOfCatalog: await cursorAt(ask, "/v1/me/offerings", offerings / 2),
    middleOfStatement: await cursorAt(ask, "/v1/me/wallets/UNIT/transactions", entries / 2),
  };
}

/** Years of sales to the newest tenant, a tenth of them still held: a webinar, payouts, a full course, and deliveries. */
async function furnishHistory(size: Size, endpointId: string): Promise<void> {
  const { superuser: sql } = api;
  const { holds, attendees, deliveries } = sizes[size];
  const [{ id }] = (await sql`select max(id) as id from tenants`) as unknown as [{ id: number }];
  const ago = (count: number) => sql`(n - ${count}::int) * interval '200 days' / ${count}::int`;
  await sql`
    insert into users (tenant_id, id, created_at, updated_at)
    select ${id}::int, name, now(), now()
    from (select 'last' as name union all select 'teacher-' || n from generate_series(0, 5) n
      union all select 'u-' || n from generate_series(1, ${attendees}::int) n) u`;
  await sql`
    insert into offerings (tenant_id, id, kind, title, available, capacity, has_line, starts_at, ends_at, created_at, updated_at)
    values (${id}, 'webinar', 'session', 'x', true, null, false, now() - interval '2 hours', now() - interval '1 hour', now(), now()),
      (${id}, 'full', 'course', 'x', true, 0, true, null, null, now(), now())`;
  await sql`
    insert into holds (tenant_id, id, entitlement_id, enrollment_id, transaction_id, user_id, offering_id, payee_id, currency,
      amount, released, created_at, disputed_at, dispute_reason)
    select ${id}::int, h, h, h, h, 'u-' || n % ${attendees}::int, 'course-' || n % 100, 'teacher-' || n % 6, 'UNIT',
      10, case when n % 10 > 0 then 10 else 0 end, now() + ${ago(holds)},
      case when n in (10, 20) then now() end, case when n in (10, 20) then 'x' end
    from generate_series(1, ${holds}::int) n cross join lateral uuidv7(${ago(holds)}) h`;
  await sql`
    with account as (
      insert into accounts (tenant_id, kind, currency, user_id, balance, version)
      values (${id}, 'earnings', 'UNIT', 'teacher-1', ${holds / 6}::int, ${holds / 6}::int) returning id
    ), earned as materialized (
      select n, uuidv7(${ago(holds / 6)}) as transaction from generate_series(1, ${holds / 6}::int) n
    ), transaction as (
      insert into transactions (tenant_id, id, type, actor) select ${id}::int, transaction, 'release', 'bench' from earned
    ), entry as (
      insert into entries (tenant_id, transaction_id, line, account_id, version, amount, balance_after)
      select ${id}::int, transaction, 1, account.id, n, 1, n from earned cross join account
    )
    insert into earnings (tenant_id, transaction_id, line, user_id, currency, amount, available_at)
    select ${id}::int, transaction, 1, 'teacher-1', 'UNIT', 1, case when n % 1000 = 0 then now() + interval '1 day' else now() end
    from earned`;
  await sql`
    insert into payouts (tenant_id, id, user_id, currency, amount, status, destination, needs_approval, requested_by,
      transaction_id, end_transaction_id, created_at, updated_at)
    select ${id}::int, uuidv7(${ago(holds / 10)}), 'teacher-' || n % 6, 'UNIT', 1, case when n = 7 then 'requested' else 'paid' end,
      'x', false, 'x', uuidv7(), case when n <> 7 then uuidv7() end, now(), now()
    from generate_series(1, ${holds / 10}::int) n`;
  await sql`
    insert into enrollments (tenant_id, id, user_id, offering_id, status, created_at, expires_at)
    select ${id}::int, uuidv7(${ago(attendees)}), 'u-' || n, 'webinar', 'active', now() - interval '200 days', now() + interval '1 day'
    from generate_series(1, ${attendees}::int) n
    union all
    select ${id}::int, uuidv7(${ago(attendees)}), 'u-' || n, 'course-7', 'cancelled', now() - interval '200 days', now() - interval '1 day'
    from generate_series(1, ${attendees}::int) n`;
  await sql`
    insert into attendance_events (tenant_id, offering_id, source, id, kind, user_id, connection, at, received_at)
    select ${id}::int, 'webinar', 'livekit', n || '/' || k, case k % 2 when 0 then 'joined' else 'left' end, 'u-' || n,
      n || '/' || k / 2, now() - interval '2 hours' + k * interval '11 minutes', now()
    from generate_series(1, ${attendees}::int) n, generate_series(0, 3) k`;
  await sql`
    insert into waitlist_entries (tenant_id, id, offering_id, user_id, number, status, created_at, ended_at)
    select ${id}::int, uuidv7(), 'full', case n when ${attendees}::int then 'last' else 'u-' || n end, n,
      case when n < ${attendees}::int - 20 then 'left' else 'waiting' end, now(), case when n < ${attendees}::int - 20 then now() end
    from generate_series(1, ${attendees}::int) n`;
  await sql`
    insert into webhook_deliveries (tenant_id, endpoint_id, event_id, type, body, status, attempts, created_at)
    select ${id}::int, ${endpointId}::uuid, uuidv7(${ago(deliveries)}), 'transaction.posted', repeat('x', 300),
      case when n = 3 then 'failed' else 'succeeded' end, 1, now()
    from generate_series(1, ${deliveries}::int) n`;
}

async function cursorAt(ask: Academy["ask"], path: string, depth: number): Promise<string> {
  const limit = Math.min(depth, 100);
  let cursor = "";
  for (let read = 0; read < depth; read += limit) {
    const page = (await ask(`${path}?limit=${limit}${cursor && `&cursor=${cursor}`}`)) as {
      page: { nextCursor: string };
    };
    cursor = page.page.nextCursor;
  }
  return cursor;
}
