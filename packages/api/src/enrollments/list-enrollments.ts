import type { catalog, enrollments, Query, Result } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { ensureUser } from "../users/index.ts";
import { selectEnrollments } from "./queries.ts";

type Operation = typeof enrollments.listAllEnrollments;

/** Enrollments, of one user or of all, newest first. */
export async function listEnrollments(
  context: Context,
  query: Query<Operation> & { user?: string; kind?: catalog.Offering["kind"] | undefined },
): Promise<Result<Operation>> {
  const { limit, cursor, user, offering, kind, status } = query;
  const [belowId] = decodeCursor("enrollments", cursor, ["uuid"]) ?? [null];
  const [rows, [known]] = await asTenant(context.sql, context.tenant.id, (tx) =>
    Promise.all([
      selectEnrollments(tx, context.tenant.id, context.clock.now(), {
        user,
        offering,
        kind,
        status,
        belowId,
        limit: limit + 1,
      }),
      user === undefined ? [] : tx`select from users where tenant_id = ${context.tenant.id} and id = ${user}`,
    ]),
  );
  if (user !== undefined && !known) await ensureUser(context, user);
  return pageOf(
    "enrollments",
    rows,
    limit,
    (row) => row,
    ({ id }) => [uuidOf(id)],
  );
}
