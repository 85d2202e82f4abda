import type { enrollments, Query, Result } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";

type Operation = typeof enrollments.listEnrollments.mine;

interface Row {
  id: string;
  user_id: string;
  offering_id: string;
  status: enrollments.Enrollment["status"];
  created_at: Date;
  expires_at: Date | null;
  ended_at: Date | null;
}

/** A user's enrollments, newest first. One whose time is over is told as expired, whether or not a job has noticed. */
export async function listEnrollments(
  context: Context,
  user: string,
  query: Query<Operation>,
): Promise<Result<Operation>> {
  const [below] = decodeCursor("enrollments", query.cursor, ["string"]) ?? [null];
  if (below !== null && !uuid.test(below)) throw new ProblemError("cursor.invalid", {});
  const rows = await asTenant(
    context.sql,
    context.tenant.id,
    (tx) => tx<Row[]>`
      select id, user_id, offering_id, status, created_at, expires_at, ended_at from enrollments
      where tenant_id = ${context.tenant.id} and user_id = ${user} ${below === null ? tx`` : tx`and id < ${below}`}
      order by id desc
      limit ${query.limit + 1}`,
  );
  const now = context.clock.now();
  return pageOf(
    "enrollments",
    rows,
    query.limit,
    (row) => enrollmentOf(row, now),
    ({ id }) => [id],
  );
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function enrollmentOf(row: Row, now: Date): enrollments.Enrollment {
  const isOver = row.status === "active" && row.expires_at !== null && row.expires_at <= now;
  return {
    id: typedId("enr", row.id),
    user: row.user_id,
    offering: row.offering_id,
    status: isOver ? "expired" : row.status,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    endedAt: (isOver ? row.expires_at : row.ended_at)?.toISOString() ?? null,
  };
}
