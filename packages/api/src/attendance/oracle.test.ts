import fc from "fast-check";
import { expect, it } from "vitest";
import { useAttendance } from "../../test/attendance/attendance.ts";
import { type Fact, hostSeconds, judge } from "../../test/attendance/oracle.ts";
import { runs } from "../../test/ledger/history.ts";

// SQL and a model that counts second by second, on streams of facts as they come in life and worse: lost, doubled, out of
// order, from two devices, with reconnects, with clocks that tie or go backwards, before and after the session. Most streams
// begin as true stories, since noise alone seldom looks like one.

const test = useAttendance();
const users = ["u1", "u2", "u3", "host"];
const parameters = runs(300);

const instant = fc.integer({ min: -40, max: 160 });
const connection = fc.constantFrom("a", "b", "c");
const host = fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

/** Somebody stays from one instant to another, maybe in spells; of what is told of it, some is lost and some comes twice. */
const story = fc
  .record({
    user: fc.constantFrom(...users),
    host,
    device: connection,
    spells: fc.array(
      fc.record({ from: instant, length: fc.integer({ min: 0, max: 60 }), skew: fc.integer({ min: -2, max: 2 }) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    keepsConnection: fc.boolean(),
    fates: fc.array(fc.constantFrom("told", "told", "told", "lost", "twice"), { minLength: 6, maxLength: 6 }),
  })
  .map(({ user, host, device, spells, keepsConnection, fates }): Fact[] =>
    spells
      .flatMap(({ from, length, skew }, number): Fact[] => {
        const one = { user, host, connection: keepsConnection ? device : `${device}${number}` };
        return [
          { ...one, kind: "joined", at: from },
          { ...one, kind: "left", at: from + length + skew },
        ];
      })
      .flatMap((fact, index) => (fates[index] === "lost" ? [] : fates[index] === "twice" ? [fact, fact] : [fact])),
  );

const noise = fc.record({
  kind: fc.constantFrom("joined" as const, "left" as const),
  user: fc.constantFrom(...users),
  connection,
  host,
  at: instant,
});
const ofRoom = fc.record({
  kind: fc.constantFrom("opened" as const, "closed" as const),
  user: fc.constant(null),
  connection: fc.constant(null),
  host: fc.constant(false),
  at: instant,
});

const situation = fc
  .record({
    stories: fc.array(story, { maxLength: 5 }),
    noises: fc.array(noise, { maxLength: 4 }),
    rooms: fc.array(ofRoom, { maxLength: 3 }),
    span: fc.integer({ min: 1, max: 120 }),
    now: fc.oneof(fc.integer({ min: -10, max: 120 }), fc.constant(500)),
    payee: fc.constantFrom("host", "host", null),
    attendedPercent: fc.integer({ min: 1, max: 100 }),
  })
  .chain(({ stories, noises, rooms, ...session }) =>
    fc.record({
      facts: fc.shuffledSubarray([...stories.flat(), ...noises, ...rooms], {
        minLength: stories.flat().length + noises.length + rooms.length,
      }),
      session: fc.constant(session),
    }),
  );

it(`counts as the model does (FC_SEED=${parameters.seed}, ${parameters.numRuns} streams)`, {
  timeout: 120_000,
}, async () => {
  const { sql } = test.api.platform;
  const { tenant } = test.academy;
  const { superuser } = test.api.database;
  for (const user of users) await test.academy.server("PUT", `/v1/users/${user}`, {});
  const start = Date.parse("2026-11-20T10:00:00.000Z");
  const at = (seconds: number) => new Date(start + seconds * 1000);
  const seen = { attended: 0, missed: 0, not_over: 0, not_measured: 0, host_absent: 0 };
  let number = 0;

  await fc.assert(
    fc.asyncProperty(situation, async ({ facts, session }) => {
      const id = `fuzzed-${++number}`;
      const now = at(session.now);
      await superuser`
        update tenants set settings = settings || ${superuser.json({ attendedPercent: session.attendedPercent })} where id = ${tenant.id}`;
      await superuser`
        insert into offerings (tenant_id, id, kind, title, available, starts_at, ends_at, payee_id, created_at, updated_at)
        values (${tenant.id}, ${id}, 'session', ${id}, true, ${at(0)}, ${at(session.span)}, ${session.payee}, now(), now())`;
      // In two batches, as facts come in. A fact that is there twice has the same id or another.
      const seenFacts = facts.map((fact, index) => ({ ...fact, id: String(index), at: at(fact.at) }));
      const half = Math.floor(seenFacts.length / 2);
      const [rows, [hosts]] = await test.api.platform.sql.begin(async (tx) => {
        for (const part of [seenFacts.slice(0, half), seenFacts.slice(half), seenFacts.slice(0, half)])
          await tx`select attendance_store(${tenant.id}, ${now}, ${id}, 'report', ${sql.json(part as never)})`;
        return Promise.all([
          tx<{ user_id: string; seconds: number; percent: number; status: null; undecided: null; is_host: boolean }[]>`
            select * from session_attendance_of(${tenant.id}, ${now}, ${id}, ${users})`,
          tx<{ seconds: number | null }[]>`select session_host_seconds(${tenant.id}, ${now}, ${id}) as seconds`,
        ]);
      });
      const found = rows.map(({ user_id: user, seconds, percent, status, undecided, is_host: isHost }) => ({
        ...{ user, seconds, percent, status, undecided, isHost },
      }));
      const expected = judge(facts, users, session);
      const byUser = <T extends { user: string }>(all: T[]) => all.toSorted((a, b) => (a.user < b.user ? -1 : 1));
      expect(byUser(found)).toEqual(byUser(expected));
      expect(hosts?.seconds).toBe(hostSeconds(facts, session));
      for (const { status, undecided } of expected) seen[status ?? undecided ?? "not_over"]++;
    }),
    parameters,
  );
  // Otherwise the streams have stopped to look like life.
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0);
});
