import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, Caller } from "../../test/api.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { type ApiProcess, startProcess } from "../../test/ledger/process.ts";
import { tapWire, type Wire } from "../../test/ledger/wire.ts";
import { explained, readingsOf } from "../../test/plans.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { selectOverdueHolds } from "./queries.ts";

// A database without statistics, and a school of years: a hundred thousand purchases of a thousand courses by fifty teachers,
// most of them long released. Each thousandth was refunded; three, the oldest, are in dispute.
const ledger = useLedger();
const holds = 100_000;
const zero = "00000000-0000-0000-0000-000000000000";
const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
let wire: Wire;
let tapped: ApiProcess;
let server: Caller;

beforeAll(async () => {
  const { superuser } = ledger.api.database;
  const { id: tenant } = ledger.academy.tenant;
  const tables = await superuser<{ name: string }[]>`
    select oid::regclass::text as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`;
  for (const { name } of tables) await superuser`alter table ${superuser(name)} set (autovacuum_enabled = off)`;
  wire = await tapWire(explained(ledger.api.database.url));
  tapped = startProcess(ledger.api, { databaseUrl: wire.databaseUrl, connections: 1 });
  server = tapped.call(ledger.academy.secretKey);
  // Each plan is made, and kept, while the tables are empty.
  await server("GET", "/v1/holds?limit=50");

  await superuser`
    insert into users (tenant_id, id, created_at, updated_at)
    select ${tenant}::int, 'learner-' || n, now(), now() from generate_series(0, 4999) n
    union all select ${tenant}::int, 'teacher-' || n, now(), now() from generate_series(0, 49) n`;
  // Half are sessions that are over, each fifth of them with something still held.
  await superuser`
    insert into offerings (tenant_id, id, kind, title, available, starts_at, ends_at, payee_id, created_at, updated_at)
    select ${tenant}::int, 'course-' || n, case when n % 2 = 0 then 'session' else 'course' end, 'x', true,
      case when n % 2 = 0 then '2026-11-01 10:00Z'::timestamptz end, case when n % 2 = 0 then '2026-11-01 11:00Z'::timestamptz end,
      'teacher-' || n % 50, now(), now()
    from generate_series(0, 999) n`;
  await superuser`
    insert into holds (tenant_id, id, entitlement_id, enrollment_id, transaction_id, user_id, offering_id, payee_id, currency, amount,
      released, refunded, created_at, disputed_at, dispute_reason)
    select ${tenant}::int, id, id, id, id, 'learner-' || n % 5000, 'course-' || n % 1000, 'teacher-' || n % 50, 'UNIT', 10,
      case when is_held or n % 1000 = 999 then 0 else 10 end, case when n % 1000 = 999 and not is_held then 10 else 0 end,
      '2026-10-01'::timestamptz, case when n < 3 then now() end, case when n < 3 then 'x' end
    from (
      select n, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id, n < 3 or n % 10 = 4 as is_held
      from generate_series(0, ${holds - 1}::int) n) h`;
  await superuser`
    insert into enrollments (tenant_id, id, user_id, offering_id, status, created_at)
    select tenant_id, enrollment_id, user_id, offering_id, 'expired', created_at from holds where status = 'held'`;
  await superuser`
    insert into entitlements (tenant_id, id, enrollment_id, user_id, offering_id, source, starts_at)
    select tenant_id, entitlement_id, enrollment_id, user_id, offering_id, 'wallet', created_at from holds where status = 'held'`;
  await superuser`
    insert into earnings (tenant_id, transaction_id, line, user_id, currency, amount, available_at)
    select ${tenant}::int, uuidv7(), 0, 'teacher-7', 'UNIT', 1,
      case when n > 3 then '2026-11-01'::timestamptz else '2026-12-01'::timestamptz end
    from generate_series(1, 20000) n`;
  await superuser`
    insert into accounts (tenant_id, kind, currency, user_id, balance, version)
    select ${tenant}::int, 'earnings', 'UNIT', 'teacher-7', 20000, 0`;
  await superuser`
    insert into payouts (tenant_id, id, user_id, currency, amount, status, destination, needs_approval, requested_by, reason,
      transaction_id, end_transaction_id, created_at, updated_at)
    select ${tenant}::int, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'teacher-' || n % 50, 'UNIT', 1,
      case when n < 3 then 'approved' else 'paid' end, 'EG38', false, 'x', 'x', uuidv7(), case when n >= 3 then uuidv7() end,
      now(), now()
    from generate_series(0, 19999) n`;
}, 120_000);
afterAll(async () => {
  await tapped.stop();
  await wire.stop();
});

/** So many rows for each of the things that a call is about, and never all there are. */
async function expectFrugal(things: number, call: () => Promise<Answer | unknown>): Promise<void> {
  wire.takeNotices();
  const answer = (await call()) as Partial<Answer>;
  if (answer?.status) expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  const readings = readingsOf(wire.takeNotices());
  expect(readings.length).toBeGreaterThan(0);
  expect(readings.filter(({ rows }) => rows > 6 * things + 50)).toEqual([]);
}

describe("what is read of a hundred thousand holds", () => {
  it.each([
    "",
    "status=held",
    "status=refunded",
    "user=learner-7",
    "user=learner-7&status=refunded",
    "payee=teacher-7",
    "payee=teacher-4&status=held",
    "offering=course-7",
    "offering=course-4&status=held",
    "payee=teacher-49&status=refunded",
    "offering=course-7&status=held",
    "disputed=true",
    "disputed=false",
    "disputed=false&status=held",
  ])("by GET /v1/holds?%s is a page of them, in each of its pages", async (filter) => {
    let cursor = null as string | null;
    for (let page = 0; page < 3 && (page === 0 || cursor !== null); page++) {
      const query = new URLSearchParams({ limit: "50", ...(cursor && { cursor }) });
      await expectFrugal(50, async () => {
        const answer = await server("GET", `/v1/holds?${filter && `${filter}&`}${query}`);
        cursor = answer.body.page?.nextCursor ?? null;
        return answer;
      });
    }
  });

  it("by who looks for the oldest, which are in dispute, is no more than those", async () => {
    const listed = () => server("GET", "/v1/holds?disputed=true&limit=50");
    await expectFrugal(3, listed);
    expect((await listed()).body.data).toHaveLength(3);
  });

  it("by one hold, and by what a payee sees, is what is theirs and not yet over", async () => {
    await expectFrugal(1, () => server("GET", `/v1/holds/${typedId("hold", uuid(77))}`));
    // What waits for a payee, and what was paid out, is added up: as much is read as there is of it, and not what was released.
    await expectFrugal(70, () => server("GET", "/v1/users/teacher-7/earnings"));
    await expectFrugal(2000, () => server("GET", "/v1/users/teacher-4/earnings"));
    const { body } = await server("GET", "/v1/users/teacher-4/earnings");
    expect(body.data).toMatchObject([{ held: 20_000, paid: 400 }]);
    await expectFrugal(50, () => server("GET", "/v1/users/teacher-7/earnings/UNIT/lines?limit=50"));
  });

  it.each(["", "status=paid", "status=approved", "user=teacher-7"])(
    "by GET /v1/payouts?%s is a page",
    async (filter) => {
      await expectFrugal(50, () => server("GET", `/v1/payouts?${filter}&limit=50`.replace("?&", "?")));
    },
  );
});

describe("what the jobs read", () => {
  const asApp = <T>(work: (tx: Transaction) => Promise<T>) =>
    asTenant(tapped.platform.sql, ledger.academy.tenant.id, work);
  const by = { actor: "job:test", available_at: "2026-12-01T00:00:00Z" };
  const now = "2026-11-20T09:00:00Z";
  const settle = (only: string | null, limit: number) =>
    asApp(
      (tx) => tx`
        select holds_settle_session(${ledger.academy.tenant.id}, ${now}, 'course-4', 'delivered', '{"mode": "ignore"}', ${only},
          ${zero}, ${limit}, ${tx.json(by)})`,
    );

  it("of sessions to settle is what has something in escrow: 103 offerings of a thousand", async () => {
    const list = () => asApp((tx) => tx`select * from sessions_to_settle(${ledger.academy.tenant.id}, ${now})`);
    await expectFrugal(103, list);
    expect((await list()).length).toBe(102);
  });

  it("of one hold is that hold, though thousands wait for the same session", async () => {
    await expectFrugal(1, () => settle(uuid(99_004), 1));
  });

  it("of a batch is that batch, and nothing of it is read again once it is settled", async () => {
    await expectFrugal(20, () => settle(null, 20));
    await expectFrugal(80, () => settle(null, 500));
    await expectFrugal(1, () => settle(null, 500));
  });

  it("of disputes that wait too long is what is in dispute: three of a hundred thousand", async () => {
    const filter = { disputedBefore: new Date("2100-01-01"), aboveId: zero, limit: 100 };
    const list = () => asApp((tx) => selectOverdueHolds(tx, ledger.academy.tenant.id, filter));
    await expectFrugal(3, list);
    expect(await list()).toHaveLength(3);
  });

  it("of what is due is a page at a time", async () => {
    await expectFrugal(100, () =>
      asApp(
        (tx) => tx`
            select holds_release_due(${ledger.academy.tenant.id}, ${now}, 'later', 336, ${zero}, 100, ${tx.json(by)})`,
      ),
    );
  });
});
