import type { waitlist } from "@bursar/sdk/contract";
import { actorName, type Context } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";

interface EntryDocument {
  document: waitlist.WaitlistEntry;
}

/** Whoever changes who has, gets or waits for a place of an offering does so one after the other: the lock of enrolling, too. */
export async function lockPlaces(tx: Transaction, tenantId: number, offering: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`places/${offering}`}, ${tenantId}))`;
}

/** A user's latest entry for an offering. Throws `waitlist.not_found`. */
export async function selectLatestEntry(
  tx: Transaction,
  { tenant, clock }: Context,
  user: string,
  offering: string,
): Promise<waitlist.WaitlistEntry> {
  const [row] = await tx<EntryDocument[]>`
    select waitlist_document(${tenant.id}, ${clock.now()}, w, waitlist_position(${tenant.id}, w)) as document
    from waitlist_entries w
    where tenant_id = ${tenant.id} and user_id = ${user} and offering_id = ${offering}
    order by id desc
    limit 1`;
  if (!row) throw new ProblemError("waitlist.not_found", {});
  return row.document;
}

/** A user's entries, newest first, below a cursor. */
export async function selectEntries(
  tx: Transaction,
  { tenant, clock }: Context,
  user: string,
  { belowId, limit }: { belowId: string | null; limit: number },
): Promise<waitlist.WaitlistEntry[]> {
  const rows = await tx<EntryDocument[]>`
    select waitlist_document(${tenant.id}, ${clock.now()}, w, waitlist_position(${tenant.id}, w)) as document
    from waitlist_entries w
    where tenant_id = ${tenant.id} and user_id = ${user} ${belowId === null ? tx`` : tx`and id < ${belowId}`}
    order by id desc
    limit ${limit}`;
  return rows.map(({ document }) => document);
}

/** The line of an offering, after a cursor. Positions are counted once for the page, and not for each in it. */
export async function selectLine(
  tx: Transaction,
  { tenant, clock }: Context,
  offering: string,
  { aboveNumber, limit }: { aboveNumber: number; limit: number },
): Promise<(EntryDocument & { number: number })[]> {
  const now = clock.now();
  return tx`
    select w.number, waitlist_document(${tenant.id}, ${now}, w,
      case when w.status = 'waiting' then (b.waiting + count(*) filter (where w.status = 'waiting') over (order by w.number))::int end) as document
    from (
      select * from waitlist_entries
      where tenant_id = ${tenant.id} and offering_id = ${offering} and status in ('waiting', 'offered')
        and (expires_at is null or expires_at > ${now}) and number > ${aboveNumber}
      order by number
      limit ${limit}) w
    cross join (
      select count(*) as waiting from waitlist_entries
      where tenant_id = ${tenant.id} and offering_id = ${offering} and status = 'waiting' and number <= ${aboveNumber}) b
    order by w.number`;
}

/** Ends a user's wait, under the lock of `lockPlaces`. Answers whether there was one. */
export async function endEntry(
  tx: Transaction,
  context: Context,
  user: string,
  offering: string,
  status: "accepted" | "left",
): Promise<boolean> {
  const { tenant, clock } = context;
  const by = { actor: actorName(context.actor), request_id: context.requestId, address: context.address };
  const [row] = await tx<{ ended: number }[]>`
    select waitlist_end(${tenant.id}, ${clock.now()}, array[w.id], ${status}, ${tx.json(by)}) as ended
    from waitlist_entry(${tenant.id}, ${clock.now()}, ${offering}, ${user}) w`;
  return row !== undefined;
}

/** Whoever comes back after an offer has passed, before a job has noticed: the old entry makes way for the new. */
export async function endPassedOffer(tx: Transaction, context: Context, user: string, offering: string): Promise<void> {
  const { tenant, clock } = context;
  const by = { actor: actorName(context.actor), request_id: context.requestId, address: context.address };
  await tx`
    select waitlist_end(${tenant.id}, ${clock.now()}, array(
      select id from waitlist_entries
      where tenant_id = ${tenant.id} and offering_id = ${offering} and user_id = ${user} and status = 'offered'
        and expires_at <= ${clock.now()}), 'expired', ${tx.json(by)})`;
}
