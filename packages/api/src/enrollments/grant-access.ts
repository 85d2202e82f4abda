import type { Body, enrollments } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context, Outcome } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { recordEvent } from "../platform/events.ts";
import { idempotently } from "../platform/idempotency.ts";
import { newUuid, typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { endEntry, lockPlaces } from "../waitlist/index.ts";
import { lockReasons, selectEnrollment } from "./queries.ts";

type Input = Body<typeof enrollments.grantAccess>;

/** Lets a user in without payment: enrolls, or adds a reason to the enrollment there is. Money and window don't count. */
export async function grantAccess(
  context: Context,
  user: string,
  input: Input,
): Promise<Outcome<enrollments.EnrollmentWithEntitlements>> {
  const { tenant, clock } = context;
  if (input.expiresAt !== null && new Date(input.expiresAt) <= clock.now()) {
    throw new ProblemError("request.invalid", {}, [{ pointer: "#/expiresAt", detail: "must be in the future" }]);
  }
  const outcome = await idempotently(context, async (tx) => {
    await lockReasons(tx, tenant.id, user, input.offering);
    const found = await selectCircumstances(tx, context, user, input.offering);
    if (found.live === null || !found.is_in) await takePlace(tx, context, user, input, found);
    const enrollment = found.live ?? (await enroll(tx, context, user, input, found));
    const entitlement = newUuid(clock);
    await tx`
      insert into entitlements (tenant_id, id, enrollment_id, user_id, offering_id, source, starts_at, expires_at)
      values (${tenant.id}, ${entitlement}, ${enrollment}, ${user}, ${input.offering}, 'grant', ${clock.now()}, ${input.expiresAt})`;
    // The enrollment lasts as long as the reason that lasts longest.
    await tx`
      update enrollments set expires_at = case when ${input.expiresAt}::timestamptz is null then null
        else nullif(greatest(coalesce(expires_at, 'infinity'), ${input.expiresAt}), 'infinity') end
      where tenant_id = ${tenant.id} and id = ${enrollment}`;
    await recordEvent(tx, context, "enrollment.created", user, {
      enrollment: typedId("enr", enrollment),
      offering: input.offering,
      source: "grant",
    });
    await recordAudit(tx, context, "entitlement.granted", `enrollment:${typedId("enr", enrollment)}`, null, {
      user,
      offering: input.offering,
      entitlement: typedId("ent", entitlement),
      reason: input.reason,
      expiresAt: input.expiresAt,
      overCapacity: input.overCapacity,
    });
    return selectEnrollment(tx, tenant.id, clock.now(), enrollment);
  });
  if (!outcome.replayed) context.hints.send(tenant.id);
  return outcome;
}

interface Circumstances {
  capacity: number | null;
  has_line: boolean;
  /** The enrollment that the user has. */
  live: string | null;
  /** One whose time is over, and that no job has noticed. */
  over: string | null;
  /** Whether the user may enter, and so has a place if enrolled. */
  is_in: boolean;
}

async function selectCircumstances(
  tx: Transaction,
  { tenant, clock }: Context,
  user: string,
  offering: string,
): Promise<Circumstances> {
  const [row] = await tx<(Circumstances & { user_id: string | null; offering_id: string | null })[]>`
    select u.id as user_id, o.id as offering_id, o.capacity, o.has_line,
      case when e.expires_at <= ${clock.now()} then e.id end as over,
      case when e.expires_at is null or e.expires_at > ${clock.now()} then e.id end as live,
      exists (select from live_entitlements(${tenant.id}, ${clock.now()}, ${user}, ${offering}) where live) as is_in
    from (select) nothing
    left join users u on u.tenant_id = ${tenant.id} and u.id = ${user}
    left join offerings o on o.tenant_id = ${tenant.id} and o.id = ${offering}
    left join enrollments e on e.tenant_id = ${tenant.id} and e.user_id = ${user} and e.offering_id = ${offering}
      and e.status in ('active', 'completed')`;
  if (!row?.user_id) throw new ProblemError("user.not_found", {});
  if (!row.offering_id) throw new ProblemError("offering.not_found", {});
  return row;
}

/** Ends the user's wait, if there was one. Throws `offering.full`. */
async function takePlace(
  tx: Transaction,
  context: Context,
  user: string,
  { offering, overCapacity }: Input,
  { capacity, has_line }: Circumstances,
): Promise<void> {
  if (capacity === null && !has_line) return;
  const { tenant, clock } = context;
  await lockPlaces(tx, tenant.id, offering);
  const [row] = await tx<{ left: number | null }[]>`
    select waitlist_places_left(${tenant.id}, ${clock.now()}, o, ${user}) as left
    from offerings o where tenant_id = ${tenant.id} and id = ${offering}`;
  if (capacity !== null && !overCapacity && (row?.left ?? 0) <= 0)
    throw new ProblemError("offering.full", { capacity });
  await endEntry(tx, context, user, offering, "accepted");
}

async function enroll(
  tx: Transaction,
  { tenant, clock }: Context,
  user: string,
  input: Input,
  { over }: Circumstances,
): Promise<string> {
  if (over !== null) {
    await tx`
      update enrollments set status = 'expired', ended_at = expires_at where tenant_id = ${tenant.id} and id = ${over}`;
  }
  const id = newUuid(clock);
  await tx`
    insert into enrollments (tenant_id, id, user_id, offering_id, status, created_at, expires_at)
    values (${tenant.id}, ${id}, ${user}, ${input.offering}, 'active', ${clock.now()}, ${input.expiresAt})`;
  return id;
}
