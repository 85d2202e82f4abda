import type { attendance } from "@bursar/sdk/contract";
import type { Transaction } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";

interface Row {
  offering_id: string;
  user_id: string;
  seconds: number;
  percent: number | null;
  status: attendance.Attendance["status"];
  undecided: attendance.Attendance["undecided"];
  is_host: boolean;
  reason: string | null;
  actor: string | null;
  set_at: Date | null;
}

const attendanceOf = (row: Row): attendance.Attendance => ({
  offering: row.offering_id,
  user: row.user_id,
  host: row.is_host,
  minutes: Math.floor(row.seconds / 60),
  percent: row.percent,
  status: row.status,
  undecided: row.undecided,
  manual:
    row.reason !== null && row.actor !== null && row.set_at !== null
      ? { reason: row.reason, actor: row.actor, createdAt: row.set_at.toISOString() }
      : null,
});

interface Session {
  payee_id: string | null;
}

/** Throws `offering.not_found`, and `offering.not_a_session` for what nobody attends. */
export async function selectSession(tx: Transaction, tenantId: number, offering: string): Promise<Session> {
  const [row] = await tx<(Session & { kind: string })[]>`
    select kind, payee_id from offerings where tenant_id = ${tenantId} and id = ${offering}`;
  if (!row) throw new ProblemError("offering.not_found", {});
  if (row.kind !== "session") throw new ProblemError("offering.not_a_session", {});
  return row;
}

const columns = (tx: Transaction) => tx`
  a.user_id, a.seconds, a.percent, a.status, a.undecided, a.is_host, m.reason, m.actor, m.created_at as set_at`;

/** How the users of a session attended, by id, above a cursor. */
export async function selectAttendance(
  tx: Transaction,
  tenantId: number,
  now: Date,
  offering: string,
  filter: { aboveUser: string; limit: number },
): Promise<attendance.Attendance[]> {
  const rows = await tx<Row[]>`
    select ${offering} as offering_id, ${columns(tx)}
    from session_attendance_of(${tenantId}, ${now}, ${offering}, array(
      select user_id from session_users_page(${tenantId}, ${now}, ${offering}, ${filter.aboveUser}, ${filter.limit}))) a
    left join attendance_overrides m on m.tenant_id = ${tenantId} and m.offering_id = ${offering} and m.user_id = a.user_id
    order by a.user_id`;
  return rows.map(attendanceOf);
}

/** How one user attended a session, whether or not anything is known of it. */
export async function selectAttendanceOf(
  tx: Transaction,
  tenantId: number,
  now: Date,
  offering: string,
  user: string,
): Promise<attendance.Attendance> {
  const [row] = await tx<Row[]>`
    select ${offering} as offering_id, ${columns(tx)}
    from session_attendance_of(${tenantId}, ${now}, ${offering}, ${[user]}) a
    left join attendance_overrides m on m.tenant_id = ${tenantId} and m.offering_id = ${offering} and m.user_id = a.user_id`;
  if (!row) throw new ProblemError("offering.not_found", {});
  return attendanceOf(row);
}

interface Begun {
  /** Null is before all others. */
  startsAt: string | null;
  offering: string;
}

/** A user's attendance in all sessions that have begun, the latest first, below a cursor. offset 0: by key, never the catalog. */
export async function selectAttendanceOfUser(
  tx: Transaction,
  tenantId: number,
  now: Date,
  user: string,
  filter: { offering?: string | undefined; below: Begun | null; limit: number },
): Promise<(attendance.Attendance & Begun)[]> {
  const { below } = filter;
  const rows = await tx<(Row & { starts_at: Date | null })[]>`
    select s.id as offering_id, s.starts_at, ${columns(tx)}
    from (
      select o.id, o.starts_at, coalesce(o.starts_at, '-infinity') as began_at
      from (
        select i.id
        from enrollments e
        cross join lateral (select id, kind from offerings where tenant_id = ${tenantId} and id = e.offering_id offset 0) c
        cross join lateral (
          select c.id where c.kind = 'session'
          union all
          select included_id from inclusions where tenant_id = ${tenantId} and offering_id = c.id and c.kind = 'course') i
        cross join lateral (select offerings as row from offerings where tenant_id = ${tenantId} and id = i.id offset 0) s
        cross join lateral enrollment_covers_session(${tenantId}, ${now}, e, s.row) x
        where e.tenant_id = ${tenantId} and e.user_id = ${user} and x.covers
        union
        select offering_id from attendance_events where tenant_id = ${tenantId} and user_id = ${user}
        union
        select offering_id from attendance_overrides where tenant_id = ${tenantId} and user_id = ${user}) k
      cross join lateral (
        select id, kind, starts_at from offerings where tenant_id = ${tenantId} and id = k.id offset 0) o
      where o.kind = 'session' and coalesce(o.starts_at, '-infinity') <= ${now}
        ${filter.offering === undefined ? tx`` : tx`and o.id = ${filter.offering}`}
        ${below === null ? tx`` : tx`and (coalesce(o.starts_at, '-infinity'), o.id) < (coalesce(${below.startsAt}::timestamptz, '-infinity'), ${below.offering})`}
      order by began_at desc, id desc
      limit ${filter.limit}) s
    cross join lateral session_attendance_of(${tenantId}, ${now}, s.id, ${[user]}) a
    left join attendance_overrides m on m.tenant_id = ${tenantId} and m.offering_id = s.id and m.user_id = ${user}
    order by s.began_at desc, s.id desc`;
  return rows.map((row) => ({ ...attendanceOf(row), startsAt: row.starts_at?.toISOString() ?? null }));
}

export interface Seen {
  id: string;
  kind: "joined" | "left" | "opened" | "closed";
  user: string | null;
  connection: string | null;
  host: boolean;
  at: string;
}

/** Keeps what was seen of a session, once. */
export async function storeSeen(
  tx: Transaction,
  tenantId: number,
  now: Date,
  offering: string,
  source: "livekit" | "report",
  seen: readonly Seen[],
): Promise<{ stored: number; unknownUsers: string[] }> {
  const [row] = await tx<{ result: { stored: number; unknownUsers: string[] } }[]>`
    select attendance_store(${tenantId}, ${now}, ${offering}, ${source}, ${tx.json(seen as never)}) as result`;
  return row?.result ?? { stored: 0, unknownUsers: [] };
}
