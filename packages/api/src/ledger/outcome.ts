import type { transactions } from "@bursar/sdk/contract";
import type { Outcome } from "../platform/context.ts";
import { madeAt, typedId } from "../platform/ids.ts";
import { ProblemError, type Refusal, refusalOf } from "../platform/problem.ts";

/** A posting as the database function takes it; see posting.sql. */
export interface Posting {
  id: string;
  public_id: string;
  type: transactions.WalletTransactionType;
  user_id?: string;
  currency?: string;
  amount?: number | undefined;
  against?: PlatformAccountKind;
  funding?: "promotional" | "paid";
  refundable?: boolean;
  expires_at?: string | undefined;
  expires_on?: string | undefined;
  timezone?: string | undefined;
  to_user_id?: string;
  fee?: number;
  reverses?: string;
  grace_days?: number | null;
  fails_pending?: boolean;
  restricted?: boolean;
  overdraft?: boolean;
  key: string | null;
  fingerprint: string | null;
  actor: string;
  reason?: string | undefined;
  reference?: string | undefined;
  description?: string | undefined;
  about?: string | undefined;
  pending_until?: string | undefined;
  metadata?: Record<string, unknown> | undefined;
  request_id: string;
  address: string | null;
}

export type PlatformAccountKind =
  | "issuance"
  | "clearing"
  | "revenue"
  | "reserved"
  | "breakage"
  | "adjustments"
  | "escrow"
  | "payouts";

interface Posted {
  outcome: "posted";
  id: string;
  digits: number;
  balance: number;
  actor: string;
  replayed?: true;
  /** May be left out where the posting itself says it; a reversal does not. */
  user?: string;
  currency?: string;
  amount?: number;
}

export type PostingOutcome = Posted | Refusal | { outcome: "conflict" } | { outcome: "stale" };

/** The statement line that a posting became. Throws its refusal. */
export function lineOf(posting: Posting, outcome: PostingOutcome): Outcome<transactions.StatementLine> {
  if (outcome.outcome === "conflict") throw new ProblemError("idempotency.key_reused", {});
  if (outcome.outcome === "stale") {
    throw new ProblemError("request.invalid", {}, [
      { pointer: `#/${instantOf(posting)}`, detail: "must be in the future" },
    ]);
  }
  if (outcome.outcome === "refused") throw refusalOf(outcome);
  return {
    replayed: outcome.replayed ?? false,
    value: {
      id: outcome.id,
      type: posting.type,
      status: posting.pending_until ? "pending" : "posted",
      user: outcome.user ?? saidBy(posting.user_id),
      currency: outcome.currency ?? saidBy(posting.currency),
      digits: outcome.digits,
      amount: outcome.amount ?? saidBy(posting.amount),
      balanceAfter: outcome.balance,
      actor: outcome.actor,
      reason: posting.reason ?? null,
      reference: posting.reference ?? null,
      description: posting.description ?? null,
      about: aboutOf(posting),
      pendingUntil: posting.pending_until ?? null,
      metadata: (posting.metadata ?? {}) as transactions.StatementLine["metadata"],
      createdAt: madeAt(outcome.id).toISOString(),
    },
  };
}

function saidBy<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError("neither the posting nor its outcome says which wallet, or how much");
  return value;
}

const instantOf = ({ pending_until, expires_at }: Posting): string =>
  pending_until ? "pendingUntil" : expires_at ? "expiresAt" : "expiresOn";

function aboutOf({ reverses, about }: Posting): string | null {
  const id = reverses ?? about;
  return id === undefined ? null : typedId("txn", id);
}
