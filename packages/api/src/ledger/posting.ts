import type { transactions } from "@bursar/sdk/contract";
import { actorName, type Context } from "../platform/context.ts";
import { newUuid, typedId, uuidOf } from "../platform/ids.ts";
import type { Posting } from "./outcome.ts";

type Input = transactions.PostingInput;

/** What every posting carries: its new id, who posts it, from where, and the request's idempotency. */
export function postingBase(context: Context) {
  const id = newUuid(context.clock);
  return {
    id,
    public_id: typedId("txn", id),
    key: context.idempotency?.key ?? null,
    fingerprint: context.idempotency?.fingerprint ?? null,
    actor: actorName(context.actor),
    request_id: context.requestId,
    address: context.address,
  };
}

/** A posting as the ledger takes it: which way the money goes, against which platform account, on what terms. */
export function postingOf(context: Context, input: Input): Posting {
  return {
    ...postingBase(context),
    type: input.type,
    user_id: input.user,
    currency: input.currency,
    reference: input.reference,
    description: input.description,
    metadata: input.metadata,
    reason: "reason" in input ? input.reason : undefined,
    ...movement(context, input),
  };
}

function movement(context: Context, input: Input): Partial<Posting> {
  switch (input.type) {
    case "grant":
      return {
        amount: input.amount,
        against: "issuance",
        funding: "promotional",
        refundable: false,
        ...expiry(context, input),
      };
    case "top_up":
    case "deposit":
      return {
        amount: input.amount,
        against: "clearing",
        funding: "paid",
        refundable: input.refundable,
        ...expiry(context, input),
      };
    case "spend":
      // Pending money waits apart from revenue, and counts against the balance meanwhile.
      return {
        amount: -input.amount,
        against: input.pendingUntil ? "reserved" : "revenue",
        restricted: true,
        pending_until: input.pendingUntil,
      };
    case "adjustment":
      return {
        amount: input.amount,
        against: "adjustments",
        funding: "promotional",
        refundable: false,
        overdraft: input.overdraft,
        about: input.about && uuidOf(input.about),
      };
    case "transfer":
      return { amount: -input.amount, against: "revenue", restricted: true, to_user_id: input.to, fee: input.fee };
  }
}

function expiry(
  context: Context,
  input: { expiresAt?: string | undefined; expiresOn?: string | undefined },
): Partial<Posting> {
  return {
    expires_at: input.expiresAt,
    expires_on: input.expiresOn,
    timezone: input.expiresOn && context.tenant.settings.timezone,
  };
}
