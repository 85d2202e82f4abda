import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, Caller } from "../../test/api.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { type ApiProcess, startProcess } from "../../test/ledger/process.ts";
import { tapWire, type Wire } from "../../test/ledger/wire.ts";
import { explained, readingsOf } from "../../test/plans.ts";
import { waitlistJobs } from "../waitlist/index.ts";
import { migrate } from "./migrate.ts";

// A young database, of which the planner knows nothing yet, or what an analysis of empty tables has told it: every plan is
// made, and kept, when the tables are all but empty. Then a host moves in, with all its learners and courses at once.
const ledger = useLedger();
const learners = 600;
const batch = 200;
let wire: Wire;
let tapped: ApiProcess;
let server: Caller;

beforeAll(async () => {
  const { superuser } = ledger.api.database;
  const tables = await superuser<{ name: string }[]>`
    select oid::regclass::text as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`;
  for (const { name } of tables) await superuser`alter table ${superuser(name)} set (autovacuum_enabled = off)`;
  await superuser`analyze`;
  await migrate(ledger.api.database.url);
  wire = await tapWire(explained(ledger.api.database.url));
  tapped = startProcess(ledger.api, { databaseUrl: wire.databaseUrl, connections: 1 });
  server = tapped.call(ledger.academy.secretKey);
});
afterAll(async () => {
  await tapped.stop();
  await wire.stop();
});

const learner = (n: number) => `learner-${n}`;

/** Nothing that a call reads is read over and over: so many rows for each of the things that it is about, or for each of a page. */
async function expectFrugal(things: number, call: () => Promise<Answer | Answer[]>): Promise<void> {
  wire.takeNotices();
  const answers = [await call()].flat();
  for (const { status, body } of answers) expect(status, JSON.stringify(body)).toBeLessThan(300);
  const readings = readingsOf(wire.takeNotices());
  expect(readings.length).toBeGreaterThan(0);
  expect(readings.filter(({ rows }) => rows > 6 * things + 50)).toEqual([]);
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
const postings = (posting: (n: number) => object) => (from: number, count: number) =>
  server("POST", "/v1/transactions/batch", {
    transactions: numbers(from, count).map((n) => ({ currency: "UNIT", user: learner(n), ...posting(n) })),
  });

describe("what a call reads grows with what it is about, not with what there is", () => {
  const topUps = postings(() => ({ type: "top_up", amount: 1000, reason: "import" }));
  const spends = postings(() => ({ type: "spend", amount: 10 }));
  const transfers = postings((n) => ({ type: "transfer", amount: 5, to: learner((n + 1) % learners) }));
  const offerings = (from: number, count: number) =>
    server("POST", "/v1/offerings/batch", {
      offerings: numbers(from, count).map((n) => ({
        id: `course-${n}`,
        prices: [{ currency: "UNIT", amount: 1 }],
        ...(n % 2 && { kind: "session", prerequisites: ["course-0"] }),
        ...(n % 10 === 0 && n + 1 < from + count && { includes: [`course-${n + 1}`] }),
      })),
    });
  const enrollments = (from: number, count: number) =>
    Promise.all(
      numbers(from, count).map((n) =>
        server("POST", `/v1/users/${learner(n)}/enrollments`, { offering: `course-${2 * (n % (learners / 2))}` }),
      ),
    );

  beforeAll(async () => {
    await ledger.api.database.superuser`
      insert into users (tenant_id, id, created_at, updated_at)
      select ${ledger.academy.tenant.id}, 'learner-' || n, now(), now() from generate_series(0, ${learners - 1}::int) n`;
    for (const plan of [topUps, spends, transfers, offerings, enrollments]) await plan(0, 1);
  });

  it.each([
    ["postings that open wallets", topUps],
    ["postings", topUps],
    ["spends", spends],
    ["transfers", transfers],
    ["offerings", offerings],
    ["offerings that there are", offerings],
  ])("in batches of %s", { timeout: 30_000 }, async (_, send) => {
    for (let from = 1; from < learners; from += batch) await expectFrugal(batch, () => send(from, batch));
  });

  it("in a rush of enrollments", { timeout: 30_000 }, async () => {
    for (let from = 1; from < learners; from += batch) {
      await expectFrugal(batch, () => enrollments(from, Math.min(batch, learners - from)));
    }
  });

  describe("once they are all there", () => {
    // A learner of many courses. Of each rare status there is one, the oldest: found last by whoever looks at all.
    beforeAll(async () => {
      const { superuser } = ledger.api.database;
      const oldest = (status: string, place: number, expiresAt: string | null = null) => superuser`
        insert into enrollments (tenant_id, id, user_id, offering_id, status, created_at, expires_at, completed_at)
        values (${ledger.academy.tenant.id}, ${`00000000-0000-7000-8000-00000000000${place}`}, 'learner-8',
          ${`course-${place}`}, ${status}, '2020-01-01', ${expiresAt}, '2020-02-01')`;
      await oldest("completed", 1);
      await oldest("cancelled", 2);
      await oldest("expired", 3, "2021-01-01");
      // Nobody has noticed yet that it is over.
      await oldest("active", 4, "2021-01-01");
      await superuser`
        insert into enrollments (tenant_id, id, user_id, offering_id, status, created_at)
        select ${ledger.academy.tenant.id}, uuidv7(), 'learner-7', 'course-' || n, 'active', now()
        from generate_series(100, 199) n`;
    });

    it.each([
      "users?limit=50",
      "offerings?limit=50",
      "enrollments?limit=50",
      "enrollments?offering=course-4&limit=50",
      "events?limit=50",
      "audit-records?limit=50",
      "users/learner-7/wallets",
      "users/learner-7/wallets/UNIT",
      "users/learner-7/wallets/UNIT/transactions?limit=50",
      "users/learner-7/enrollments?limit=50",
      "users/learner-7/enrollments?kind=session&limit=50",
      "users/learner-7/enrollments?kind=membership&limit=50",
      "users/learner-7/offerings?limit=50",
      "users/learner-7/offerings/course-7",
      "users/learner-7/access/course-7",
      "offerings/course-7/prices",
      "offerings/course-7/attendance?limit=50",
      "users/learner-7/attendance?limit=50",
    ])("in GET /v1/%s", async (path) => {
      await expectFrugal(50, () => server("GET", `/v1/${path}`));
    });

    // Each learner has been in each of six webinars, two times.
    it("in each page of who attended a webinar", async () => {
      const { superuser } = ledger.api.database;
      const { id } = ledger.academy.tenant;
      await superuser`
        insert into offerings (tenant_id, id, kind, title, available, starts_at, ends_at, created_at, updated_at)
        select ${id}::int, 'webinar-' || n, 'session', 'x', true, '2026-11-19 10:00Z', '2026-11-19 11:00Z', now(), now()
        from generate_series(1, 6) n`;
      await superuser`
        insert into attendance_events (tenant_id, offering_id, source, id, kind, user_id, connection, at, received_at)
        select ${id}::int, 'webinar-' || o, 'report', n || '/' || k, 'joined', 'learner-' || n, k::text, '2026-11-19 10:00Z', now()
        from generate_series(1, 6) o, generate_series(0, ${learners - 1}::int) n, generate_series(1, 2) k`;
      await superuser`
        insert into enrollments (tenant_id, id, user_id, offering_id, status, created_at, expires_at)
        select ${id}::int, uuidv7(), 'learner-' || n, 'webinar-1', 'active', '2026-11-01', '2100-01-01'
        from generate_series(0, ${learners - 1}::int) n`;
      let cursor = "";
      const users: string[] = [];
      for (let page = 0; page < 3; page++) {
        await expectFrugal(10, async () => {
          const answer = await server("GET", `/v1/offerings/webinar-1/attendance?limit=10${cursor}`);
          users.push(...answer.body.data.map(({ user }: { user: string }) => user));
          cursor = `&cursor=${answer.body.page.nextCursor}`;
          return answer;
        });
      }
      expect(users).toEqual(numbers(0, learners).map(learner).sort().slice(0, 30));
    });

    // A line of two hundred, at each of forty offerings that are full.
    describe("where many wait", () => {
      beforeAll(async () => {
        const { superuser } = ledger.api.database;
        const id = ledger.academy.tenant.id;
        await superuser`
          insert into offerings (tenant_id, id, kind, title, available, capacity, has_line, created_at, updated_at)
          select ${id}, 'full-' || n, 'course', 'Full', true, 0, true, now(), now() from generate_series(1, 40) n`;
        await superuser`
          insert into waitlist_entries (tenant_id, id, offering_id, user_id, number, status, created_at)
          select ${id}, uuidv7(), 'full-' || o, 'learner-' || n, n, 'waiting', now()
          from generate_series(1, 40) o, generate_series(1, 200) n`;
      });

      it.each([
        "offerings/full-1/waitlist?limit=50",
        "offerings/course-4/students",
        "users/learner-200/offerings/full-1",
      ])("in GET /v1/%s", async (path) => {
        await expectFrugal(learners / 6, () => server("GET", `/v1/${path}`));
      });

      it.each(["users/learner-200/waitlist?limit=10", "users/learner-200/offerings?search=full-&limit=10"])(
        "in GET /v1/%s, each at the end of its line",
        async (path) => {
          await expectFrugal((11 * 200) / 6, () => server("GET", `/v1/${path}`));
        },
      );

      it("when one joins, leaves, wants to enroll, or gets an offer", async () => {
        const join = () => server("POST", "/v1/users/learner-300/waitlist", { offering: "full-2" });
        for (const call of [join, () => server("DELETE", "/v1/users/learner-150/waitlist/full-2")]) {
          await expectFrugal(learners / 6, call);
        }
        await expectFrugal(learners / 6, () => server("PUT", "/v1/offerings/full-2", { capacity: 3 }));
        await expectFrugal(learners / 6, () =>
          server("POST", "/v1/users/learner-1/enrollments", { offering: "full-2" }),
        );
        wire.takeNotices();
        const refused = await server("POST", "/v1/users/learner-301/enrollments", { offering: "full-2" });
        expect(refused.body.code).toBe("offering.full");
        expect(readingsOf(wire.takeNotices()).filter(({ rows }) => rows > 300)).toEqual([]);
      });

      it("in each run of the job", async () => {
        const { sql, hot, hints, log } = tapped.platform;
        const { superuser } = ledger.api.database;
        await superuser`update offerings set capacity = 2 where id like 'full-%' and id <> 'full-2'`;
        wire.takeNotices();
        const context = { sql, hot, hints, log, clock: ledger.api.clock, tenant: ledger.academy.context.tenant };
        await waitlistJobs.promoteAll.run(context);
        const [row] = await superuser`select count(*)::int as offers from waitlist_entries where status = 'offered'`;
        expect(row).toEqual({ offers: 39 * 2 + 2 });
        // Looked through once to see what is due, and as often as each step needs it.
        expect(readingsOf(wire.takeNotices()).filter(({ rows }) => rows > 40 * 201)).toEqual([]);
      });
    });

    // A part of a text is looked for in each of the tenant's rows: `like` is not leakproof, and row-level security lets only
    // what is leakproof reach an index.
    it.each([
      "users?search=learner-59&limit=50",
      "users?search=nobody&limit=50",
      "offerings?search=course-59&limit=50",
      "offerings?search=nothing&limit=50",
      "users/learner-7/offerings?search=nothing&limit=50",
    ])("in GET /v1/%s", async (path) => {
      await expectFrugal(learners / 6, () => server("GET", `/v1/${path}`));
    });

    it.each([
      ["active", 50],
      ["completed", 1],
      ["cancelled", 1],
      ["expired", 2],
    ])("in GET /v1/enrollments?status=%s, however rare", async (status, found) => {
      const listed = () => server("GET", `/v1/enrollments?status=${status}&limit=50`);
      await expectFrugal(50, listed);
      const statuses = (await listed()).body.data.map((one: { status: string }) => one.status);
      expect(statuses).toEqual(Array.from({ length: found }, () => status));
    });

    it.each([
      "users",
      "offerings",
      "enrollments",
      "enrollments?status=active",
      "events",
      "audit-records",
      "users/learner-7/enrollments",
      "users/learner-7/offerings",
    ])("in each page of GET /v1/%s", { timeout: 30_000 }, async (path) => {
      let cursor = null as string | null;
      let pages = 0;
      do {
        const query: string = new URLSearchParams({ limit: "50", ...(cursor && { cursor }) }).toString();
        await expectFrugal(50, async () => {
          const answer = await server("GET", `/v1/${path}${path.includes("?") ? "&" : "?"}${query}`);
          cursor = answer.body.page?.nextCursor ?? null;
          return answer;
        });
      } while (cursor && ++pages < 10);
      expect(pages).toBeGreaterThan(1);
    });
  });
});
