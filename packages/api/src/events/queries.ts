import type { events } from "@bursar/sdk/contract";
import { decodeCursor, encodeCursor } from "../platform/cursor.ts";
import type { Transaction } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";

interface EventRow {
  id: string;
  type: events.Event["type"];
  user_id: string | null;
  data: never;
  created_at: Date;
  xid: string;
}

/** A place in the order in which events were committed. */
export interface Position {
  xid: string;
  id: string;
}

export interface PlacedEvent {
  event: events.Event;
  position: Position;
}

const nowhere = "00000000-0000-0000-0000-000000000000";

export const encodePosition = ({ xid, id }: Position): string => encodeCursor("events", [xid, id]);

/** Throws `cursor.invalid` for what is not a position of this API's. */
export function decodePosition(cursor: string | undefined, list: "events" | "audit" = "events"): Position | null {
  const key = decodeCursor(list, cursor, ["string", "uuid"]);
  if (key === null) return null;
  const [xid, id] = key;
  if (!/^\d{1,19}$/.test(xid)) throw new ProblemError("cursor.invalid", {});
  return { xid, id };
}

/** The place of whatever is committed from now on. */
export async function selectEnd(tx: Transaction): Promise<Position> {
  const [row] = await tx<{ xid: string }[]>`select pg_snapshot_xmin(pg_current_snapshot())::text as xid`;
  return { xid: (row as { xid: string }).xid, id: nowhere };
}

/**
 * Events after a position, in the order of their transactions. Nothing at or past the oldest transaction that is still under
 * way is told yet: what commits late is never skipped.
 */
export async function selectEventsAfter(
  tx: Transaction,
  tenantId: number,
  after: Position | null,
  limit: number,
): Promise<PlacedEvent[]> {
  const { xid, id } = after ?? { xid: "0", id: nowhere };
  // A bare xid in "order by" would be the text of the answer, where 1000 comes before 999.
  const rows = await tx<EventRow[]>`
    select id, type, user_id, data, created_at, xid::text from events e
    where tenant_id = ${tenantId}
      and (xid, id) > (${xid}::xid8, ${id}::uuid)
      and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by e.xid, e.id
    limit ${limit}`;
  return rows.map((row) => ({
    position: { xid: row.xid, id: row.id },
    event: {
      id: typedId("evt", row.id),
      type: row.type,
      user: row.user_id,
      createdAt: row.created_at.toISOString(),
      data: row.data,
    },
  }));
}

/** Whether events wait for a transaction that is still under way. */
export async function selectIsHeldBack(tx: Transaction, tenantId: number): Promise<boolean> {
  const [row] = await tx<{ held_back: boolean }[]>`
    select exists (
      select from events where tenant_id = ${tenantId} and xid >= pg_snapshot_xmin(pg_current_snapshot())) as held_back`;
  return row?.held_back ?? false;
}

/** Whether the events after a position are all still there, and not cleared away for their age. */
export async function selectIsComplete(tx: Transaction, tenantId: number, after: Position): Promise<boolean> {
  const [row] = await tx<{ complete: boolean }[]>`
    select coalesce((
      select ${after.xid}::xid8 >= xid from events where tenant_id = ${tenantId} order by xid, id limit 1), true) as complete`;
  return row?.complete ?? true;
}

/**
 * Where in the order the events since an instant begin: all of them lie above it. Events lie by their transactions, which
 * are about in the order of time: found in a few steps by the key, in however many events.
 */
export async function selectPositionOf(tx: Transaction, tenantId: number, instant: Date): Promise<Position | null> {
  const at = async (xid: bigint) => {
    const [row] = await tx<{ xid: string; created_at: Date }[]>`
      select xid::text, created_at from events e
      where tenant_id = ${tenantId} and xid >= ${String(xid)}::xid8
      order by e.xid, e.id limit 1`;
    return row && { xid: BigInt(row.xid), isSince: row.created_at >= instant };
  };
  const [end] = await tx<{ xid: string }[]>`select pg_snapshot_xmax(pg_current_snapshot())::text as xid`;
  let [below, above] = [0n, BigInt(end?.xid ?? 0)];
  let found: bigint | null = null;
  while (below < above) {
    const middle = (below + above) / 2n;
    const event = await at(middle);
    if (!event || event.isSince) {
      if (event) found = event.xid;
      above = middle;
    } else below = event.xid + 1n;
  }
  return found === null ? null : { xid: String(found), id: nowhere };
}
