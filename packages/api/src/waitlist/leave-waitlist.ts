import type { waitlist } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { withRetry } from "../platform/retry.ts";
import { knowUser } from "./known-user.ts";
import { promoteWaitlists } from "./promote-waitlists.ts";
import { endEntry, lockPlaces, selectLatestEntry } from "./queries.ts";

/** Takes a user out of the line; an offer goes to the next at once. Whoever has left already learns how it ended. */
export async function leaveWaitlist(context: Context, user: string, offering: string): Promise<waitlist.WaitlistEntry> {
  const { sql, tenant } = context;
  await knowUser(context, user);
  const { entry, left } = await withRetry(() =>
    asTenant(sql, tenant.id, async (tx) => {
      await lockPlaces(tx, tenant.id, offering);
      const ended = await endEntry(tx, context, user, offering, "left");
      return { left: ended, entry: await selectLatestEntry(tx, context, user, offering) };
    }),
  );
  if (left) {
    context.hints.send(tenant.id);
    await promoteWaitlists(context, [offering]);
  }
  return entry;
}
