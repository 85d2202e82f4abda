import { actorName, type Context } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { newUuid } from "../platform/ids.ts";

interface Movement {
  type: "payout" | "payout_paid" | "payout_returned";
  user: string;
  currency: string;
  amount: number;
  /** The payout's id. */
  reference: string;
  reason: string | null;
  /** Where the money is, once it was asked for: with us still, or paid out. */
  from?: "payouts" | "clearing";
}

/**
 * Moves a payout's money: out of the payee's earnings when it is asked for, and from there out of Bursar or back. Answers the
 * transaction's id.
 */
export async function postPayout(
  tx: Transaction,
  context: Context,
  { type, user, currency, amount, reference, reason, from: account = "payouts" }: Movement,
): Promise<string> {
  const id = newUuid(context.clock);
  const transaction = {
    id,
    type,
    reference,
    reason,
    actor: actorName(context.actor),
    request_id: context.requestId,
    address: context.address,
  };
  const waits = { account };
  const [from, to] =
    type === "payout"
      ? [{ user_id: user }, waits]
      : [waits, type === "payout_paid" ? { account: "clearing" } : { user_id: user }];
  const lines = [
    { transaction_id: id, currency, ...from, amount: -amount },
    { transaction_id: id, currency, ...to, amount },
  ];
  await tx`
    select ledger_post_lines(${context.tenant.id}, ${context.clock.now()}, ${tx.json([transaction] as never)},
      ${tx.json(lines as never)})`;
  return id;
}
