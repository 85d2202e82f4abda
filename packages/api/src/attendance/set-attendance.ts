import type { attendance, Body } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import { actorName, type Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";
import { withRetry } from "../platform/retry.ts";
import { selectAttendanceOf, selectSession } from "./queries.ts";

interface Override {
  seconds: number | null;
  status: string | null;
  reason: string;
}

/** Sets a user's attendance by hand, or (null) lets what was measured count again. */
export async function setAttendance(
  context: Context,
  offering: string,
  user: string,
  input: Body<typeof attendance.setAttendance> | null,
): Promise<attendance.Attendance> {
  const { sql, tenant, clock, actor } = context;
  return withRetry(() =>
    asTenant(sql, tenant.id, async (tx) => {
      await selectSession(tx, tenant.id, offering);
      const [known] = await tx`select from users where tenant_id = ${tenant.id} and id = ${user}`;
      if (!known) throw new ProblemError("user.not_found", {});
      await tx`select attendance_lock(${tenant.id}, ${offering})`;
      // Of two who set it at once, the second sees in "before" what the first has set.
      await tx`select pg_advisory_xact_lock(hashtextextended(${`attendance/${offering}/${user}`}, ${tenant.id}))`;
      const [before] = await tx<Override[]>`
        select seconds, status, reason from attendance_overrides
        where tenant_id = ${tenant.id} and offering_id = ${offering} and user_id = ${user}`;
      if (before || input) {
        await tx`
          delete from attendance_overrides
          where tenant_id = ${tenant.id} and offering_id = ${offering} and user_id = ${user}`;
        const after = input && overrideOf(input);
        if (after) {
          await tx`
            insert into attendance_overrides (tenant_id, offering_id, user_id, seconds, status, reason, actor, created_at)
            values (${tenant.id}, ${offering}, ${user}, ${after.seconds}, ${after.status}, ${after.reason},
              ${actorName(actor)}, ${clock.now()})`;
        }
        await tx`select attendance_changed(${tenant.id}, ${offering})`;
        const action = after ? "attendance.set" : "attendance.reset";
        await recordAudit(tx, context, action, `attendance:${offering}/${user}`, before ? { ...before } : null, after);
      }
      return selectAttendanceOf(tx, tenant.id, clock.now(), offering, user);
    }),
  );
}

const overrideOf = (input: Body<typeof attendance.setAttendance>) => ({
  seconds: "minutes" in input ? input.minutes * 60 : null,
  status: "status" in input ? input.status : null,
  reason: input.reason,
});
