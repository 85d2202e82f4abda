import { createHash } from "node:crypto";
import type { attendance, Body, Result } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { withRetry } from "../platform/retry.ts";
import { type Seen, selectSession, storeSeen } from "./queries.ts";

type Operation = typeof attendance.reportAttendance;
type Reported = Body<Operation>["events"][number];

/** Keeps what a meeting tool has seen of a session. Saying it again changes nothing. */
export async function reportAttendance(
  context: Context,
  offering: string,
  { events }: Body<Operation>,
): Promise<Result<Operation>> {
  const { sql, tenant, clock } = context;
  return withRetry(() =>
    asTenant(sql, tenant.id, async (tx) => {
      await selectSession(tx, tenant.id, offering);
      return storeSeen(tx, tenant.id, clock.now(), offering, "report", events.map(seenOf));
    }),
  );
}

const seenOf = ({ id, type, ...event }: Reported): Seen => ({
  ...event,
  kind: type,
  // Apart from ids that the host gives: it may give one that looks like this.
  id: id === undefined ? `=${digestOf(type, event)}` : `:${id}`,
});

const digestOf = (type: string, { user, connection, at, host }: Omit<Reported, "id" | "type">): string =>
  createHash("sha256")
    .update(JSON.stringify([user, connection, type, at, host]))
    .digest("base64url");
