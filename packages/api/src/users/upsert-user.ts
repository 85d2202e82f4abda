import type { Body, users } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";
import { createUserIfMissing } from "./ensure-user.ts";
import { selectOptionalUser, updateUser } from "./queries.ts";

/** Creates or updates a user under the host's own id. A new one gets the sign-up credit. */
export async function upsertUser(
  context: Context,
  id: string,
  input: Body<typeof users.upsertUser>,
): Promise<users.User> {
  if (input.referrer === id) {
    throw new ProblemError("request.invalid", {}, [{ pointer: "#/referrer", detail: "must be somebody else" }]);
  }
  await createUserIfMissing(context, id);
  return asTenant(context.sql, context.tenant.id, async (tx) => {
    const before = await selectOptionalUser(tx, context.tenant.id, id);
    const after = await updateUser(tx, context.tenant.id, id, columnsOf(input) as never, context.clock.now());
    if (!after) throw new ProblemError("user.not_found", {});
    await recordAudit(tx, context, "user.upserted", `user:${id}`, changed(before, input), { ...input });
    return after;
  });
}

const columnsOf = ({ referrer, ...named }: Body<typeof users.upsertUser>) => ({ ...named, referrer_id: referrer });

/** What the fields were that are being changed. */
function changed(before: users.User | null, input: object): Record<string, unknown> | null {
  return before && Object.fromEntries(Object.keys(input).map((name) => [name, before[name as keyof users.User]]));
}
