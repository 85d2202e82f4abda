import type { Body, payouts } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import { actorName, type Context, type Outcome } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { recordEvent } from "../platform/events.ts";
import { idempotently } from "../platform/idempotency.ts";
import { newUuid, typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { requirePayee } from "./payee.ts";
import { postPayout } from "./post-payout.ts";
import { selectPayout } from "./queries.ts";
import { limitOf } from "./read-earnings.ts";

/** Asks for a payout. The money is reserved with the request. */
export async function createPayout(
  context: Context,
  user: string,
  { currency, amount, destination }: Body<typeof payouts.createPayout.mine>,
): Promise<Outcome<payouts.Payout>> {
  const { tenant, clock } = context;
  const { minimum, approvalAbove } = tenant.settings.payouts;
  const outcome = await idempotently(context, async (tx) => {
    const least = limitOf(minimum, currency);
    if (least !== null && amount < least) throw new ProblemError("payout.below_minimum", { currency, minimum: least });
    const available = await selectAndLockAvailable(tx, context, user, currency);
    if (amount > available) throw new ProblemError("earnings.insufficient", { currency, needed: amount, available });
    const id = newUuid(clock);
    const reference = typedId("pay", id);
    const transaction = await postPayout(tx, context, {
      ...{ type: "payout", user, currency, amount, reference, reason: null },
    });
    const limit = limitOf(approvalAbove, currency);
    const needsApproval = limit !== null && amount > limit;
    const status = needsApproval ? "requested" : "approved";
    await tx`
      insert into payouts (tenant_id, id, user_id, currency, amount, status, destination, needs_approval, requested_by,
        transaction_id, created_at, updated_at)
      values (${tenant.id}, ${id}, ${user}, ${currency}, ${amount}, ${status}, ${destination}, ${needsApproval},
        ${actorName(context.actor)}, ${transaction}, ${clock.now()}, ${clock.now()})`;
    await recordEvent(tx, context, "payout.updated", user, { payout: reference, currency, amount, status });
    // Without the destination: the audit log is read by more people than pay.
    await recordAudit(tx, context, "payout.requested", `payout:${reference}`, null, { user, currency, amount });
    return selectPayout(tx, tenant.id, id);
  });
  if (!outcome.replayed) context.hints.send(tenant.id);
  return outcome;
}

/** What can be withdrawn, as it stays until the transaction ends. */
async function selectAndLockAvailable(
  tx: Transaction,
  context: Context,
  user: string,
  currency: string,
): Promise<number> {
  const { tenant, clock } = context;
  const [known] = await tx`select from currencies where tenant_id = ${tenant.id} and code = ${currency}`;
  if (!known) throw new ProblemError("currency.not_found", { currency });
  const [account] = await tx<{ balance: number; blocked_at: Date | null }[]>`
    select balance, blocked_at from accounts
    where tenant_id = ${tenant.id} and user_id = ${user} and kind = 'earnings' and currency = ${currency}
    for no key update`;
  if (!account) {
    await requirePayee(tx, context, user);
    return 0;
  }
  if (account.blocked_at) throw new ProblemError("wallet.blocked", { currency });
  const [row] = await tx<{ available: number }[]>`
    select earnings_available(${tenant.id}, ${clock.now()}, ${user}, ${currency}, ${account.balance}) as available`;
  return row?.available ?? 0;
}
