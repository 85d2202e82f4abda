import type { Body, enrollments, tenants } from "@bursar/sdk/contract";
import { moveHolds, releaseWhatIsLeft } from "../holds/index.ts";
import { giveBack } from "../ledger/index.ts";
import { recordAudit } from "../platform/audit.ts";
import type { Context, Outcome } from "../platform/context.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { idempotently } from "../platform/idempotency.ts";
import { uuidOf } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { promoteWaitlists } from "../waitlist/index.ts";
import { type CancellationFacts, cancellationOf, judgeCancellation, selectCancellation } from "./cancellation.ts";
import { endReason } from "./end-reason.ts";
import { lockReasons, selectEnrollment } from "./queries.ts";
import { recordUpdate } from "./update-enrollment.ts";

type Destination = tenants.TenantSettings["cancellation"]["destinations"][number];

/** What cancelling would do now. */
export async function previewCancellation(
  context: Context,
  user: string,
  id: string,
): Promise<enrollments.Cancellation> {
  return asTenant(context.sql, context.tenant.id, async (tx) =>
    cancellationOf(await selectCancellation(tx, context, uuidOf(id), user), context),
  );
}

/** Cancels by the tenant's policy: what the preview has shown, or nothing. */
export async function cancelEnrollment(
  context: Context,
  user: string,
  id: string,
  { expectedRefund, waiveRefund, destination }: Body<typeof enrollments.cancelEnrollment.mine>,
): Promise<Outcome<enrollments.CancelledEnrollment>> {
  return cancel(context, id, user, destination, null, (facts) => {
    const policy = context.tenant.settings.cancellation;
    const { refund, obstacle } = judgeCancellation(facts, policy, context.clock.now());
    if (waiveRefund) return 0;
    if (obstacle) throw refusalFor(obstacle);
    if (expectedRefund !== undefined && expectedRefund !== refund) {
      const currency = facts.paid?.currency ?? "";
      throw new ProblemError("refund.changed", { currency, expected: expectedRefund, actual: refund });
    }
    return refund;
  });
}

/** Cancels for a user, by the policy or beyond it. */
export async function cancelAnyEnrollment(
  context: Context,
  id: string,
  { refund, reason, destination }: Body<typeof enrollments.cancelAnyEnrollment>,
): Promise<Outcome<enrollments.CancelledEnrollment>> {
  return cancel(context, id, undefined, destination, reason, (facts) => {
    switch (refund) {
      case "none":
        return 0;
      case "all":
        return facts.paid?.notGivenBack ?? 0;
      case "policy":
        return judgeCancellation(facts, context.tenant.settings.cancellation, context.clock.now()).refund;
    }
  });
}

async function cancel(
  context: Context,
  id: string,
  user: string | undefined,
  wanted: Destination | undefined,
  reason: string | null,
  decide: (facts: CancellationFacts) => number,
): Promise<Outcome<enrollments.CancelledEnrollment>> {
  const { tenant } = context;
  const { destinations } = tenant.settings.cancellation;
  const outcome = await idempotently(context, async (tx) => {
    const named = await selectCancellation(tx, context, uuidOf(id), user);
    await lockReasons(tx, tenant.id, named.user, named.offering);
    await tx`
      select from holds where tenant_id = ${tenant.id} and enrollment_id = ${named.id} order by id for no key update`;
    const facts = await selectCancellation(tx, context, named.id, user);
    const destination = wanted ?? destinations[0] ?? "lots";
    if (!destinations.includes(destination)) {
      throw new ProblemError("refund.destination_unavailable", { destinations: [...destinations] });
    }
    const amount = decide(facts);
    const refund =
      amount > 0 && facts.paid ? await payBack(tx, context, facts.paid, amount, destination, reason) : null;
    await leave(tx, context, facts);
    // Whatever no session that was over still waits for is earned.
    if (facts.paid?.hold) await releaseWhatIsLeft(tx, context, facts.paid.hold.id);
    const after = await selectEnrollment(tx, tenant.id, context.clock.now(), facts.id);
    await recordUpdate(tx, context, after);
    await recordAudit(tx, context, "enrollment.cancelled", `enrollment:${after.id}`, null, { reason, refund });
    return { ...after, refund };
  });
  if (!outcome.replayed) {
    context.hints.send(tenant.id);
    await promoteWaitlists(context, [outcome.value.offering]);
  }
  return outcome;
}

type Paid = NonNullable<CancellationFacts["paid"]>;

async function payBack(
  tx: Transaction,
  context: Context,
  { hold, transaction, currency, digits }: Paid,
  amount: number,
  destination: Destination,
  reason: string | null,
): Promise<enrollments.CancelledEnrollment["refund"]> {
  const why = { reason: reason ?? "cancelled", toCredit: destination === "credit" };
  const posted = hold
    ? await refundHold(tx, context, hold, amount, why)
    : await giveBack(tx, context, transaction, amount, why);
  return { currency, digits, amount: posted.amount, destination, transaction: posted.id, balance: posted.balance };
}

async function refundHold(
  tx: Transaction,
  context: Context,
  { id, held }: NonNullable<Paid["hold"]>,
  refund: number,
  why: { reason: string; toCredit: boolean },
) {
  const { refunds } = await moveHolds(tx, context, [{ hold: id, refund, clawback: Math.max(refund - held, 0) }], why);
  return refunds(id);
}

/** Ends the reason that was paid for; without one, all reasons of this enrollment, or the enrollment that has none. */
async function leave(tx: Transaction, context: Context, { id, paid }: CancellationFacts): Promise<void> {
  const { tenant, clock } = context;
  if (paid) {
    await endReason(tx, context, paid.entitlement);
    return;
  }
  const own = await tx<{ id: string }[]>`
    select id from entitlements where tenant_id = ${tenant.id} and enrollment_id = ${id} and revoked_at is null`;
  for (const entitlement of own) await endReason(tx, context, entitlement.id);
  await tx`
    update enrollments set status = 'cancelled', ended_at = ${clock.now()}
    where tenant_id = ${tenant.id} and id = ${id} and status in ('active', 'completed')`;
}

function refusalFor({ code, closedAt }: enrollments.RefundObstacle): ProblemError {
  return code === "refund.window_closed"
    ? new ProblemError(code, { closedAt: closedAt ?? "" })
    : new ProblemError(code, {});
}
