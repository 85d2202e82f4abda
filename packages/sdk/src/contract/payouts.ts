import * as z from "zod";
import { operation, perUser } from "./operation.ts";
import {
  Amount,
  Currency,
  Digits,
  line,
  listQuery,
  page,
  SignedAmount,
  Timestamp,
  text,
  typedId,
  UserId,
} from "./primitives.ts";
import { earningsTransactionTypes, TransactionId } from "./transactions.ts";

export const Earnings = z
  .object({
    user: UserId,
    currency: Currency,
    digits: Digits,
    held: z.int().min(0).meta({
      description: "What waits in escrow for this payee still, before it is shared. Not part of the balance.",
    }),
    maturing: z.int().min(0).meta({ description: "Earned, and not to be withdrawn yet." }),
    available: z.int().min(0).meta({ description: "What can be withdrawn now." }),
    underWay: z.int().min(0).meta({ description: "Asked for, and neither paid out nor returned yet." }),
    paid: z.int().min(0).meta({ description: "Paid out, ever." }),
    owed: z.int().min(0).meta({
      description: "What was paid out and has been taken back since. The next earnings settle it.",
    }),
    balance: SignedAmount.meta({ description: "What was earned, less what was taken back or is on its way out." }),
    payoutMinimum: z.int().min(0).meta({ description: "The least that is paid out." }),
    nextAvailableAt: Timestamp.nullable().meta({ description: "When the next of what is maturing can be withdrawn." }),
  })
  .meta({ id: "Earnings", description: "What a payee has earned in one currency." });
export type Earnings = z.output<typeof Earnings>;

export const listEarnings = perUser({
  id: "earnings.list",
  method: "get",
  path: "/earnings",
  summary: "What a payee has earned",
  description: "By currency; one in which nothing was ever earned nor is held is left out.",
  scope: "payouts:read",
  response: z.object({ data: z.array(Earnings) }).meta({ id: "EarningsList" }),
});

export const EarningsLine = z
  .object({
    id: TransactionId,
    type: z.enum(earningsTransactionTypes),
    currency: Currency,
    digits: Digits,
    amount: SignedAmount,
    balanceAfter: SignedAmount,
    reference: z.string().nullable().meta({ description: "The session that it was released for, or the payout." }),
    reason: z.string().nullable(),
    availableAt: Timestamp.nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: "EarningsLine", description: "What one transaction did to a payee's earnings." });
export type EarningsLine = z.output<typeof EarningsLine>;

export const listEarningsLines = perUser({
  id: "earnings.lines",
  method: "get",
  path: "/earnings/{currency}/lines",
  summary: "A payee's statement, newest first",
  scope: "payouts:read",
  params: z.strictObject({ currency: Currency }),
  query: listQuery,
  response: page("EarningsLine", EarningsLine),
  problems: ["currency.not_found", "cursor.invalid"],
});

export const PayoutId = typedId("pay", "Payout");
export const PayoutBatchId = typedId("bat", "PayoutBatch");

export const PayoutStatus = z.enum(["requested", "approved", "paid", "failed", "rejected"]).meta({
  id: "PayoutStatus",
  description:
    "Requested waits for an approval, approved for the payment. Of the others, paid becomes failed when the bank sends it back.",
});

export const Payout = z
  .object({
    id: PayoutId,
    user: UserId,
    currency: Currency,
    digits: Digits,
    amount: Amount,
    status: PayoutStatus,
    destination: z.string().meta({ description: "Where it goes, as the payee wrote it." }),
    needsApproval: z.boolean().meta({ description: "Whether somebody else than who asked must approve it." }),
    requestedBy: z.string().meta({ example: "user:42" }),
    decidedBy: z.string().nullable(),
    reason: z.string().nullable().meta({ description: "Why it was rejected or has failed." }),
    reference: z.string().nullable().meta({ description: "Of the payment, outside Bursar." }),
    batch: PayoutBatchId.nullable(),
    transaction: TransactionId.meta({ description: "Which reserved the money." }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({
    id: "Payout",
    description: "Earnings on their way out to a payee. The money is reserved from the request on.",
  });
export type Payout = z.output<typeof Payout>;

export const createPayout = perUser({
  id: "payouts.create",
  method: "post",
  path: "/payouts",
  summary: "Ask for a payout",
  description: "Reserves the money at once: what was asked for can't be asked for again.",
  scope: "payouts:write",
  body: z
    .strictObject({
      currency: Currency,
      amount: Amount,
      destination: line(200).min(1).meta({
        description: "Where it is to go: a bank account, the number of a mobile wallet.",
        example: "EG380019000500000000263180002",
      }),
    })
    .meta({ id: "PayoutInput" }),
  response: Payout,
  status: 201,
  problems: ["currency.not_found", "earnings.insufficient", "payout.below_minimum", "wallet.blocked"],
  idempotent: true,
});

export const listPayouts = perUser({
  id: "payouts.list",
  method: "get",
  path: "/payouts",
  summary: "A payee's payouts, newest first",
  scope: "payouts:read",
  query: listQuery,
  response: page("Payout", Payout),
  problems: ["cursor.invalid"],
});

export const listAllPayouts = operation({
  id: "payouts.listAll",
  method: "get",
  path: "/v1/payouts",
  summary: "Everybody's payouts, newest first",
  access: { scope: "payouts:read", roles: ["admin"] },
  query: listQuery.extend({
    status: PayoutStatus.optional(),
    batch: PayoutBatchId.optional(),
    user: UserId.optional(),
  }),
  response: page("Payout", Payout),
  problems: ["cursor.invalid"],
});

const params = z.strictObject({ payout: PayoutId });
const decision = { access: { scope: "payouts:write", roles: ["admin"] }, params, response: Payout } as const;
const Reason = text(500).min(1);

export const approvePayout = operation({
  id: "payouts.approve",
  method: "post",
  path: "/v1/payouts/{payout}/approve",
  summary: "Approve a payout that needs it",
  description: "By somebody else than who asked for it, and than who gets it.",
  ...decision,
  problems: ["payout.not_found", "payout.decided", "payout.own"],
  idempotent: true,
});

export const rejectPayout = operation({
  id: "payouts.reject",
  method: "post",
  path: "/v1/payouts/{payout}/reject",
  summary: "Reject a payout: the money is the payee's again",
  ...decision,
  body: z.strictObject({ reason: Reason }).meta({ id: "PayoutRejectionInput" }),
  problems: ["payout.not_found", "payout.decided"],
  idempotent: true,
});

export const payPayout = operation({
  id: "payouts.pay",
  method: "post",
  path: "/v1/payouts/{payout}/pay",
  summary: "Say that a payout has been paid",
  ...decision,
  body: z
    .strictObject({ reference: text(200).min(1).optional().meta({ description: "Of the payment, outside Bursar." }) })
    .meta({ id: "PayoutPaymentInput" }),
  problems: ["payout.not_found", "payout.not_approved", "payout.decided"],
  idempotent: true,
});

export const failPayout = operation({
  id: "payouts.fail",
  method: "post",
  path: "/v1/payouts/{payout}/fail",
  summary: "Say that the payment has failed: the money is the payee's again, once",
  description: "Also of what was said to be paid: banks send transfers back days later.",
  ...decision,
  body: z.strictObject({ reason: Reason }).meta({ id: "PayoutFailureInput" }),
  problems: ["payout.not_found", "payout.not_approved", "payout.decided"],
  idempotent: true,
});

export const PayoutBatch = z
  .object({
    id: PayoutBatchId,
    currency: Currency,
    digits: Digits,
    payouts: z.int().min(0).meta({ description: "Those that were neither rejected nor have failed, as in the file." }),
    amount: z.int().min(0).meta({ description: "What these come to, in minor units." }),
    openPayouts: z.int().min(0).meta({ description: "Of these, how many are not paid yet." }),
    actor: z.string(),
    createdAt: Timestamp,
  })
  .meta({ id: "PayoutBatch", description: "Approved payouts that are paid together." });
export type PayoutBatch = z.output<typeof PayoutBatch>;

export const createPayoutBatch = operation({
  id: "payoutBatches.create",
  method: "post",
  path: "/v1/payout-batches",
  summary: "Gather all approved payouts in one currency",
  description: "Each payout is in one batch, whoever gathers at the same moment.",
  access: { scope: "payouts:write", roles: ["admin"] },
  body: z.strictObject({ currency: Currency }).meta({ id: "PayoutBatchInput" }),
  response: PayoutBatch,
  status: 201,
  problems: ["payout.none_approved"],
  idempotent: true,
});

const batch = z.strictObject({ batch: PayoutBatchId });

export const exportPayoutBatch = operation({
  id: "payoutBatches.export",
  method: "get",
  path: "/v1/payout-batches/{batch}/file",
  summary: "A batch as a file for the bank",
  description:
    "One line for each payout that was neither rejected nor has failed: id, payee, destination, amount with its digits, currency.",
  access: { scope: "payouts:read", roles: ["admin"] },
  params: batch,
  response: z
    .object({
      name: z.string().meta({ example: "payouts-bat_01jd3f6q8reg5tm2y0v9k4wxab.csv" }),
      csv: z.string().meta({ description: "RFC 4180, with a header line." }),
    })
    .meta({ id: "PayoutBatchFile" }),
  problems: ["payoutBatch.not_found"],
});

export const payPayoutBatch = operation({
  id: "payoutBatches.pay",
  method: "post",
  path: "/v1/payout-batches/{batch}/pay",
  summary: "Say that all of a batch has been paid",
  description: "But for those that were said to have failed before.",
  access: { scope: "payouts:write", roles: ["admin"] },
  params: batch,
  body: z.strictObject({ reference: text(200).min(1).optional() }).meta({ id: "PayoutBatchPaymentInput" }),
  response: PayoutBatch,
  problems: ["payoutBatch.not_found"],
  idempotent: true,
});
