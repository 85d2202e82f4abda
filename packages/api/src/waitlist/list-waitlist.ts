import type { Query, Result, waitlist } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { knowUser } from "./known-user.ts";
import { selectEntries, selectLine } from "./queries.ts";

type Operation = typeof waitlist.listWaitlist.mine;

/** What a user waits for, and has waited for, newest first. */
export async function listWaitlist(
  context: Context,
  user: string,
  { limit, cursor }: Query<Operation>,
): Promise<Result<Operation>> {
  const [belowId] = decodeCursor("waitlist", cursor, ["uuid"]) ?? [null];
  await knowUser(context, user);
  const rows = await asTenant(context.sql, context.tenant.id, (tx) =>
    selectEntries(tx, context, user, { belowId, limit: limit + 1 }),
  );
  return pageOf(
    "waitlist",
    rows,
    limit,
    (row) => row,
    ({ id }) => [uuidOf(id)],
  );
}

/** Who waits for an offering, in the order of the line. */
export async function listWaitlistOfOffering(
  context: Context,
  offering: string,
  { limit, cursor }: Query<typeof waitlist.listWaitlistOfOffering>,
): Promise<Result<typeof waitlist.listWaitlistOfOffering>> {
  const { sql, tenant } = context;
  const [aboveNumber] = decodeCursor("line", cursor, ["number"]) ?? [0];
  const rows = await asTenant(sql, tenant.id, async (tx) => {
    const [known] = await tx`select from offerings where tenant_id = ${tenant.id} and id = ${offering}`;
    if (!known) throw new ProblemError("offering.not_found", {});
    return selectLine(tx, context, offering, { aboveNumber, limit: limit + 1 });
  });
  return pageOf(
    "line",
    rows,
    limit,
    ({ document }) => document,
    ({ number }) => [number],
  );
}
