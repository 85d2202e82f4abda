import type { attendance, Query, Result } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";
import { ensureUser } from "../users/index.ts";
import { selectAttendance, selectAttendanceOfUser, selectSession } from "./queries.ts";

type Operation = typeof attendance.listAttendance;

/** Who attended a session. To an instructor, another's session is none. */
export async function listAttendance(
  context: Context,
  offering: string,
  { limit, cursor }: Query<Operation>,
): Promise<Result<Operation>> {
  const { sql, tenant, clock, actor } = context;
  const [aboveUser] = decodeCursor("attendance", cursor, ["string"]) ?? [""];
  const rows = await asTenant(sql, tenant.id, async (tx) => {
    const { payee_id } = await selectSession(tx, tenant.id, offering);
    if (actor.kind === "user" && !actor.roles.includes("admin") && actor.id !== payee_id)
      throw new ProblemError("offering.not_found", {});
    return selectAttendance(tx, tenant.id, clock.now(), offering, { aboveUser, limit: limit + 1 });
  });
  return pageOf(
    "attendance",
    rows,
    limit,
    (row) => row,
    ({ user }) => [user],
  );
}

type OfUser = typeof attendance.listMyAttendance.mine;

/** How a user attended sessions, the latest first. */
export async function listAttendanceOfUser(
  context: Context,
  user: string,
  { limit, cursor, offering }: Query<OfUser>,
): Promise<Result<OfUser>> {
  const { sql, tenant, clock } = context;
  const [startsAt = "", after = ""] = decodeCursor("attendance", cursor, ["string", "string"]) ?? [];
  if (startsAt !== "" && !instant.test(startsAt)) throw new ProblemError("cursor.invalid", {});
  const [rows, [known]] = await asTenant(sql, tenant.id, (tx) =>
    Promise.all([
      selectAttendanceOfUser(tx, tenant.id, clock.now(), user, {
        offering,
        below: cursor === undefined ? null : { startsAt: startsAt || null, offering: after },
        limit: limit + 1,
      }),
      tx`select from users where tenant_id = ${tenant.id} and id = ${user}`,
    ]),
  );
  if (!known) await ensureUser(context, user);
  return pageOf(
    "attendance",
    rows,
    limit,
    ({ startsAt: _, ...row }) => row,
    (row) => [row.startsAt ?? "", row.offering],
  );
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
