import * as z from "zod";
import { operation } from "./operation.ts";
import { Currency, Digits, SignedAmount, Timestamp } from "./primitives.ts";

export const LedgerFinding = z
  .object({
    check: z.enum([
      "transaction_sums_to_zero",
      "balance_equals_entries",
      "versions_have_no_gap",
      "running_balance_is_right",
      "lots_equal_balance",
      "reversals_stay_within_the_original",
      "rollup_equals_entries",
      "holds_equal_escrow",
      "holds_equal_movements",
      "payouts_equal_account",
      "seals_match",
      "audit_seals_match",
    ]),
    object: z.string(),
    detail: z.string(),
  })
  .meta({ id: "LedgerFinding" });
export type LedgerFinding = z.output<typeof LedgerFinding>;

export const LedgerProof = z
  .object({
    sound: z.boolean(),
    findings: z.array(LedgerFinding),
    transactions: z.int(),
    entries: z.int(),
    accounts: z.int(),
    totals: z.array(z.object({ currency: Currency, total: SignedAmount })).meta({ description: "Zero, each of them." }),
    seal: z.object({ number: z.int(), hash: z.string(), sealedAt: Timestamp }).nullable(),
    checkedAt: Timestamp,
  })
  .meta({ id: "LedgerProof" });
export type LedgerProof = z.output<typeof LedgerProof>;

export const verifyLedger = operation({
  id: "ledger.verify",
  method: "post",
  path: "/v1/ledger/verify",
  summary: "Prove the ledger",
  description:
    "Every transaction sums to zero, every balance equals its entries, no version is missing, the hash chain holds. A wallet that fails is blocked.",
  access: { scope: "ledger:verify" },
  response: LedgerProof,
});

export const PlatformAccount = z
  .object({
    account: z.enum(["issuance", "clearing", "revenue", "reserved", "breakage", "adjustments", "escrow", "payouts"]),
    currency: Currency,
    digits: Digits,
    balance: SignedAmount,
  })
  .meta({ id: "PlatformAccount" });
export type PlatformAccount = z.output<typeof PlatformAccount>;

export const listPlatformAccounts = operation({
  id: "ledger.accounts",
  method: "get",
  path: "/v1/ledger/accounts",
  summary: "Balances of the platform's accounts",
  access: { scope: "wallets:read" },
  response: z.object({ data: z.array(PlatformAccount) }).meta({ id: "PlatformAccountList" }),
});
