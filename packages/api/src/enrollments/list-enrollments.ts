import type { enrollments, Query, Result } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { ensureUser } from "../users/index.ts";
import { selectEnrollments, selectEnrollmentsWithPayment } from "./queries.ts";

type OfUser = typeof enrollments.listEnrollments.mine;

/** A user's enrollments, newest first, each with what was paid for it. */
export async function listEnrollmentsOfUser(
  context: Context,
  user: string,
  { limit, cursor, kind }: Query<OfUser>,
): Promise<Result<OfUser>> {
  const { sql, tenant, clock } = context;
  const filter = { user, kind, belowId: belowIdOf(cursor), limit: limit + 1 };
  const [rows, [known]] = await asTenant(sql, tenant.id, (tx) =>
    Promise.all([
      selectEnrollmentsWithPayment(tx, tenant.id, clock.now(), filter),
      tx`select from users where tenant_id = ${tenant.id} and id = ${user}`,
    ]),
  );
  if (!known) await ensureUser(context, user);
  return pageOf("enrollments", rows, limit, (row) => row, cursorOf);
}

type OfAll = typeof enrollments.listAllEnrollments;

/** Everybody's enrollments, newest first. */
export async function listEnrollments(
  { sql, tenant, clock }: Context,
  { limit, cursor, offering, status }: Query<OfAll>,
): Promise<Result<OfAll>> {
  const filter = { offering, status, belowId: belowIdOf(cursor), limit: limit + 1 };
  const rows = await asTenant(sql, tenant.id, (tx) => selectEnrollments(tx, tenant.id, clock.now(), filter));
  return pageOf("enrollments", rows, limit, (row) => row, cursorOf);
}

const cursorOf = ({ id }: enrollments.Enrollment): [string] => [uuidOf(id)];

const belowIdOf = (cursor: string | undefined): string | null =>
  decodeCursor("enrollments", cursor, ["uuid"])?.[0] ?? null;
