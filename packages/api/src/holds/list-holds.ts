import type { holds, Query, Result } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { selectHolds } from "./queries.ts";

export async function listHolds(
  { sql, tenant }: Context,
  { limit, cursor, ...filter }: Query<typeof holds.listHolds>,
): Promise<Result<typeof holds.listHolds>> {
  const [belowId] = decodeCursor("holds", cursor, ["uuid"]) ?? [null];
  const rows = await asTenant(sql, tenant.id, (tx) =>
    selectHolds(tx, tenant.id, { ...filter, belowId, limit: limit + 1 }),
  );
  return pageOf(
    "holds",
    rows,
    limit,
    (hold) => hold,
    ({ id }) => [uuidOf(id)],
  );
}
