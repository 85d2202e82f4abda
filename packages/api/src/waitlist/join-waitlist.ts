import type { waitlist } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context, Outcome } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { recordEvent } from "../platform/events.ts";
import { idempotently } from "../platform/idempotency.ts";
import { newUuid, typedId } from "../platform/ids.ts";
import { ProblemError, type Refusal, refusalOf } from "../platform/problem.ts";
import { knowUser } from "./known-user.ts";
import { promoteWaitlists } from "./promote-waitlists.ts";
import { endPassedOffer, lockPlaces, selectLatestEntry } from "./queries.ts";

/** Puts a user at the end of the line of a full offering; whoever stands in it already keeps their place. */
export async function joinWaitlist(
  context: Context,
  user: string,
  offering: string,
): Promise<Outcome<waitlist.WaitlistEntry>> {
  const { tenant } = context;
  await knowUser(context, user);
  const outcome = await idempotently(context, async (tx) => {
    await lockPlaces(tx, tenant.id, offering);
    const found = await selectCircumstances(tx, context, user, offering);
    if (!found.waits) {
      refuseWhoNeedNotWait(found);
      if (!tenant.settings.waitlist.open) throw new ProblemError("waitlist.closed", {});
      await endPassedOffer(tx, context, user, offering);
      await join(tx, context, user, offering);
    }
    return selectLatestEntry(tx, context, user, offering);
  });
  if (!outcome.replayed) {
    context.hints.send(tenant.id);
    // A place that got free meanwhile was freed by somebody who saw no line.
    await promoteWaitlists(context, [offering]);
  }
  return outcome;
}

interface Circumstances {
  waits: boolean;
  enrollment: string | null;
  places_left: number | null;
  /** What enrolling would be refused for, money aside. */
  obstacle: Pick<Refusal, "code" | "facts"> | null;
}

async function selectCircumstances(
  tx: Transaction,
  { tenant, clock }: Context,
  user: string,
  offering: string,
): Promise<Circumstances> {
  const now = clock.now();
  const [row] = await tx<Circumstances[]>`
    select w.id is not null as waits, e.id as enrollment, p.places_left, x.obstacle
    from offerings o
    left join waitlist_entry(${tenant.id}, ${now}, o.id, ${user}) w on true
    left join enrollments e on e.tenant_id = ${tenant.id} and e.user_id = ${user} and e.offering_id = o.id
      and e.status in ('active', 'completed') and (e.expires_at is null or e.expires_at > ${now})
      and exists (select from live_entitlements(${tenant.id}, ${now}, ${user}, ${offering}) l where l.live)
    cross join lateral (select waitlist_places_left(${tenant.id}, ${now}, o, ${user}) as places_left) p
    cross join lateral enrollment_obstacle(${tenant.id}, ${now}, ${user}, o, p.places_left) x
    where o.tenant_id = ${tenant.id} and o.id = ${offering}`;
  if (!row) throw new ProblemError("offering.not_found", {});
  return row;
}

function refuseWhoNeedNotWait({ enrollment, obstacle, places_left }: Circumstances): void {
  if (enrollment) throw new ProblemError("enrollment.already_enrolled", { enrollment: typedId("enr", enrollment) });
  if (!obstacle) throw new ProblemError("waitlist.not_full", { placesLeft: places_left });
  if (obstacle.code !== "offering.full") throw refusalOf({ outcome: "refused", ...obstacle });
}

async function join(tx: Transaction, context: Context, user: string, offering: string): Promise<void> {
  const { tenant, clock } = context;
  const id = newUuid(clock);
  await tx`
    insert into waitlist_entries (tenant_id, id, offering_id, user_id, number, status, created_at)
    select ${tenant.id}, ${id}, ${offering}, ${user}, coalesce(max(number), 0) + 1, 'waiting', ${clock.now()}
    from waitlist_entries where tenant_id = ${tenant.id} and offering_id = ${offering}`;
  await tx`update offerings set has_line = true where tenant_id = ${tenant.id} and id = ${offering} and not has_line`;
  const entry = typedId("wait", id);
  await recordEvent(tx, context, "waitlist.joined", user, { entry, offering });
  await recordAudit(tx, context, "waitlist.joined", `waitlistEntry:${entry}`, null, { user, offering });
}
