import * as z from "zod";
import { operation, perUser } from "./operation.ts";
import {
  Amount,
  Currency,
  Digits,
  LocalDate,
  listQuery,
  Metadata,
  OfferingId,
  page,
  SignedAmount,
  Timestamp,
  text,
  typedId,
  UserId,
} from "./primitives.ts";
import { Problem } from "./problems.ts";

export const TransactionId = typedId("txn", "Transaction");

/** What happens to a wallet. */
export const walletTransactionTypes = [
  "grant",
  "sign_up_credit",
  "top_up",
  "deposit",
  "spend",
  "adjustment",
  "transfer",
  "reversal",
  "settlement",
  "expiry",
] as const;
export const WalletTransactionType = z.enum(walletTransactionTypes).meta({ id: "WalletTransactionType" });
export type WalletTransactionType = z.output<typeof WalletTransactionType>;

/** What happens to earnings, and on the way out to their payee. */
export const earningsTransactionTypes = ["release", "clawback", "payout", "payout_paid", "payout_returned"] as const;

export const transactionTypes = [...walletTransactionTypes, ...earningsTransactionTypes] as const;
export const TransactionType = z.enum(transactionTypes).meta({ id: "TransactionType" });
export type TransactionType = z.output<typeof TransactionType>;

/** A pending transaction counts against the balance until it is settled; a failed one is given back. Both are final. */
export const TransactionStatus = z
  .enum(["posted", "pending", "settled", "failed", "partially_reversed", "reversed"])
  .meta({ id: "TransactionStatus" });
export type TransactionStatus = z.output<typeof TransactionStatus>;

export const AdjustmentReason = z
  .enum(["goodwill", "technical_problem", "fraud", "chargeback", "migration", "correction"])
  .meta({ id: "AdjustmentReason" });

const shared = {
  id: TransactionId,
  status: TransactionStatus,
  actor: z.string().meta({ description: "Who did it: `user:…`, `key:…` or `job:…`.", example: "key:key_01jd…" }),
  reason: z.string().nullable(),
  reference: z
    .string()
    .nullable()
    .meta({ description: "An id outside Bursar: a bank transfer, an invoice, an order." }),
  description: z.string().nullable(),
  about: TransactionId.nullable().meta({ description: "The transaction that this one reverses, settles or is about." }),
  pendingUntil: Timestamp.nullable(),
  metadata: Metadata,
  createdAt: Timestamp,
};

export const StatementLine = z
  .object({
    ...shared,
    type: WalletTransactionType,
    user: UserId,
    currency: Currency,
    digits: Digits,
    amount: SignedAmount,
    balanceAfter: SignedAmount.meta({ description: "The wallet's balance after this line." }),
  })
  .meta({ id: "StatementLine", description: "What one transaction did to one wallet." });
export type StatementLine = z.output<typeof StatementLine>;

export const Entry = z
  .object({
    account: z.string().meta({ description: "`wallet`, or the platform account.", example: "revenue" }),
    user: UserId.nullable(),
    currency: Currency,
    amount: SignedAmount,
    balanceAfter: SignedAmount.nullable(),
    funding: z.enum(["promotional", "paid", "debt"]).nullable(),
  })
  .meta({ id: "Entry", description: "One signed line of a transaction; the lines add up to zero in every currency." });

export const Transaction = z
  .object({
    ...shared,
    type: TransactionType,
    reversed: z.int().min(0).meta({ description: "How much of it has been given back." }),
    entries: z.array(Entry),
  })
  .meta({ id: "Transaction" });
export type Transaction = z.output<typeof Transaction>;

const { metadata: _, ...facts } = shared;

export const Receipt = z
  .object({
    ...facts,
    type: WalletTransactionType,
    issuer: z.string().meta({ description: "The tenant's name.", example: "Nile Academy" }),
    user: UserId,
    userName: z.string().nullable(),
    currency: Currency,
    digits: Digits,
    amount: SignedAmount.meta({ description: "What it did to the user's wallet." }),
    balanceAfter: SignedAmount.meta({ description: "The wallet's balance after it." }),
    parts: z
      .array(z.object({ funding: z.enum(["promotional", "paid", "debt"]), amount: SignedAmount }))
      .meta({ description: "The amount by what it came from or went to; they add up to it." }),
    offering: z
      .object({ id: OfferingId, title: z.string() })
      .nullable()
      .meta({ description: "What it paid for, or was given back for." }),
    reversed: z.int().min(0).meta({ description: "How much of it has been given back." }),
    reversals: z
      .array(
        z.object({
          id: TransactionId,
          amount: Amount,
          reason: z.string().nullable(),
          createdAt: Timestamp,
        }),
      )
      .meta({ description: "What has given it back, oldest first." }),
  })
  .meta({ id: "Receipt", description: "A transaction as the user whose wallet it is may keep it." });
export type Receipt = z.output<typeof Receipt>;

export const retrieveReceipt = perUser({
  id: "transactions.receipt",
  method: "get",
  path: "/transactions/{transaction}/receipt",
  summary: "The receipt of a transaction of the user's",
  description: "Names and titles are today's; amounts never change. One that is not the user's is not found.",
  scope: "wallets:read",
  params: z.strictObject({ transaction: TransactionId }),
  response: Receipt,
  problems: ["transaction.not_found"],
});

export const listTransactions = perUser({
  id: "transactions.list",
  method: "get",
  path: "/wallets/{currency}/transactions",
  summary: "A wallet's statement, newest first",
  description: "Each line with the balance it left.",
  scope: "wallets:read",
  params: z.strictObject({ currency: Currency }),
  query: listQuery,
  response: page("StatementLine", StatementLine),
  problems: ["currency.not_found", "cursor.invalid"],
});

export const retrieveMyTransaction = perUser({
  id: "transactions.retrieve",
  method: "get",
  path: "/transactions/{transaction}",
  summary: "A transaction of the user's",
  scope: "wallets:read",
  params: z.strictObject({ transaction: TransactionId }),
  response: Transaction,
  problems: ["transaction.not_found"],
});

export const retrieveTransaction = operation({
  id: "transactions.retrieve",
  method: "get",
  path: "/v1/transactions/{transaction}",
  summary: "A transaction with its entries",
  access: { scope: "wallets:read", roles: ["admin"] },
  params: z.strictObject({ transaction: TransactionId }),
  response: Transaction,
  problems: ["transaction.not_found"],
});

const posting = {
  user: UserId,
  currency: Currency,
  description: text(500).optional(),
  reference: text(200).min(1).optional(),
  metadata: Metadata.optional(),
};

const expiry = {
  expiresAt: Timestamp.optional().meta({ description: "The instant from which it can't be spent any more." }),
  expiresOn: LocalDate.optional().meta({
    description: "The last day on which it can be spent, in the tenant's time zone.",
  }),
};

const Grant = z
  .strictObject({ type: z.literal("grant"), ...posting, amount: Amount, reason: text(200).optional(), ...expiry })
  .meta({ id: "GrantInput", description: "Promotional credit: spent first, never refundable." });

const TopUp = z
  .strictObject({
    type: z.literal("top_up"),
    ...posting,
    amount: Amount,
    reason: text(200).min(1),
    refundable: z.boolean().default(true),
    ...expiry,
  })
  .meta({ id: "TopUpInput", description: "Money that an admin has received, with the reason." });

const Deposit = z
  .strictObject({
    type: z.literal("deposit"),
    ...posting,
    amount: Amount,
    reference: text(200).min(1),
    refundable: z.boolean().default(true),
    ...expiry,
  })
  .meta({
    id: "DepositInput",
    description: "Money under a contract, invoice or bank transfer, which `reference` names.",
  });

const Spend = z
  .strictObject({
    type: z.literal("spend"),
    ...posting,
    amount: Amount,
    pendingUntil: Timestamp.optional().meta({
      description: "Take the amount now, but as pending: settle or fail it by then, or it is given back.",
    }),
  })
  .meta({ id: "SpendInput" });

const Adjustment = z
  .strictObject({
    type: z.literal("adjustment"),
    ...posting,
    amount: SignedAmount.refine((value) => value !== 0 && Math.abs(value) <= 1_000_000_000_000_000, "must not be zero"),
    reason: AdjustmentReason,
    about: TransactionId.optional().meta({ description: "The transaction that it puts right. Not a deposit." }),
    overdraft: z.boolean().default(false).meta({
      description: "What the wallet lacks becomes a debt (after a chargeback, say), which the next money cures first.",
    }),
  })
  .meta({ id: "AdjustmentInput" });

const Transfer = z
  .strictObject({
    type: z.literal("transfer"),
    ...posting,
    to: UserId,
    amount: Amount.meta({ description: "What the sender pays, fee included." }),
    fee: z.int().min(0).default(0).meta({ description: "What the platform keeps of it." }),
  })
  .refine((value) => value.fee < value.amount, { path: ["fee"], message: "must be less than the amount" })
  .meta({
    id: "TransferInput",
    description: "From one user's wallet to another's; promotional credit stays promotional.",
  });

export const PostingInput = z
  .discriminatedUnion("type", [Grant, TopUp, Deposit, Spend, Adjustment, Transfer])
  .meta({ id: "PostingInput" });
export type PostingInput = z.output<typeof PostingInput>;

const postingProblems = [
  "user.not_found",
  "currency.not_found",
  "wallet.insufficient_funds",
  "wallet.frozen",
  "wallet.in_debt",
  "wallet.blocked",
  "wallet.limit_exceeded",
  "transaction.not_found",
  "transaction.deposit_not_adjustable",
  "transfer.same_wallet",
] as const;

export const createTransaction = operation({
  id: "transactions.create",
  method: "post",
  path: "/v1/transactions",
  summary: "Post a transaction",
  description: "Grant, top up, deposit, spend, adjust or transfer. The answer carries the wallet's balance.",
  access: { scope: "wallets:write" },
  body: PostingInput,
  response: StatementLine,
  status: 201,
  problems: postingProblems,
  idempotent: true,
});

export const topUpUser = operation({
  id: "wallets.topUp",
  method: "post",
  path: "/v1/users/{user}/wallets/{currency}/top-ups",
  summary: "Top up a user's wallet",
  description: "What an admin of the host site may do from the page; a reason is required.",
  access: { scope: "wallets:write", roles: ["admin"] },
  params: z.strictObject({ user: UserId, currency: Currency }),
  body: TopUp.omit({ type: true, user: true, currency: true }).meta({ id: "WalletTopUpInput" }),
  response: StatementLine,
  status: 201,
  problems: ["user.not_found", "currency.not_found", "wallet.blocked", "wallet.limit_exceeded"],
  idempotent: true,
});

export const BatchResult = z
  .discriminatedUnion("outcome", [
    z.object({ outcome: z.literal("posted"), transaction: StatementLine }),
    z.object({ outcome: z.literal("refused"), problem: Problem }),
  ])
  .meta({ id: "BatchResult" });
export type BatchResult = z.output<typeof BatchResult>;

export const createTransactions = operation({
  id: "transactions.createBatch",
  method: "post",
  path: "/v1/transactions/batch",
  summary: "Post up to 1,000 transactions",
  description: "In order; each is posted or refused by itself, and answered in its place.",
  access: { scope: "wallets:write" },
  body: z.strictObject({ transactions: z.array(PostingInput).min(1).max(1000) }).meta({ id: "PostingBatchInput" }),
  response: z.object({ results: z.array(BatchResult) }).meta({ id: "PostingBatch" }),
  idempotent: true,
});

const transaction = z.strictObject({ transaction: TransactionId });

export const reverseTransaction = operation({
  id: "transactions.reverse",
  method: "post",
  path: "/v1/transactions/{transaction}/reversals",
  summary: "Give a transaction back, in whole or in part",
  description:
    "To the very lots it came from. Without an amount: all that is left. The parts never exceed the original.",
  access: { scope: "wallets:write", roles: ["admin"] },
  params: transaction,
  body: z
    .strictObject({
      amount: Amount.optional(),
      reason: text(200).min(1),
      description: text(500).optional(),
      overdraft: z.boolean().default(false).meta({
        description: "When money that came in is taken back: what was spent already becomes a debt.",
      }),
    })
    .meta({ id: "ReversalInput" }),
  response: StatementLine,
  status: 201,
  problems: [
    "transaction.not_found",
    "transaction.not_reversible",
    "transaction.in_escrow",
    "transaction.reversal_exceeds_original",
    "wallet.insufficient_funds",
    "wallet.blocked",
    "wallet.limit_exceeded",
  ],
  idempotent: true,
});

export const settleTransaction = operation({
  id: "transactions.settle",
  method: "post",
  path: "/v1/transactions/{transaction}/settle",
  summary: "Settle a pending transaction",
  access: { scope: "wallets:write" },
  params: transaction,
  response: Transaction,
  problems: ["transaction.not_found", "transaction.not_pending"],
  idempotent: true,
});

export const failTransaction = operation({
  id: "transactions.fail",
  method: "post",
  path: "/v1/transactions/{transaction}/fail",
  summary: "Fail a pending transaction: the money goes back",
  access: { scope: "wallets:write" },
  params: transaction,
  response: Transaction,
  problems: ["transaction.not_found", "transaction.not_pending"],
  idempotent: true,
});
