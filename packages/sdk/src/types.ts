/** What the API sends and takes, as types alone: validating at run time is what `@bursar/sdk/contract` is for. */
import type { Input } from "./api.ts";
import type * as attendance from "./contract/attendance.ts";
import type * as catalog from "./contract/catalog.ts";
import type * as currencies from "./contract/currencies.ts";
import type * as enrollments from "./contract/enrollments.ts";
import type * as tenants from "./contract/tenants.ts";
import type * as transactions from "./contract/transactions.ts";
import type * as users from "./contract/users.ts";
import type * as webhooks from "./contract/webhooks.ts";

export type { Attendance, Livekit } from "./contract/attendance.ts";
export type { Offering, OfferingResult, Price, PriceVersion } from "./contract/catalog.ts";
export type { Currency } from "./contract/currencies.ts";
export type {
  AccessDecision,
  Cancellation,
  CancelledEnrollment,
  Enrollment,
  EnrollmentWithEntitlements,
  EnrollmentWithPayment,
  Entitlement,
  NewEnrollment,
  Obstacle,
  OfferingStatus,
  RefundObstacle,
  StudentCount,
} from "./contract/enrollments.ts";
export type { AuditRecord, Event } from "./contract/events.ts";
export type { Hold, HoldAge, HoldMovement, HoldWithMovements } from "./contract/holds.ts";
export type { LedgerProof, PlatformAccount } from "./contract/ledger.ts";
export type { Role, Scope } from "./contract/operation.ts";
export type { Earnings, EarningsLine, Payout, PayoutBatch } from "./contract/payouts.ts";
export type { Problem, ProblemCode, ProblemFacts } from "./contract/problems.ts";
export type { SplitPlan, SplitShare } from "./contract/split-plans.ts";
export type { Key, NewKey, NewTokenSecret, Tenant, TenantSettings } from "./contract/tenants.ts";
export type {
  BatchResult,
  Receipt,
  StatementLine,
  Transaction,
  TransactionStatus,
  TransactionType,
  WalletTransactionType,
} from "./contract/transactions.ts";
export type { Me, User, UserToken, UserWithBalances } from "./contract/users.ts";
export type { WaitlistEntry, WaitlistOffer, WaitlistPlace } from "./contract/waitlist.ts";
export type { Balance, Lot, Wallet } from "./contract/wallets.ts";
export type {
  NewWebhookEndpoint,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEvent,
  WebhookSignature,
} from "./contract/webhooks.ts";

export type AttendanceEventInput = Input<typeof attendance.reportAttendance>["events"][number];
export type AttendanceInput = Input<typeof attendance.setAttendance>;
export type LivekitInput = Input<typeof attendance.setLivekit>;
export type UserInput = Input<typeof users.upsertUser>;
export type PostingInput = Input<typeof transactions.createTransaction>;
export type ReversalInput = Input<typeof transactions.reverseTransaction>;
export type CurrencyInput = Input<typeof currencies.upsertCurrency>;
export type OfferingInput = Input<typeof catalog.upsertOffering>;
export type EnrollmentInput = Input<typeof enrollments.createEnrollment.mine>;
export type TenantInput = Input<typeof tenants.updateTenant>;
export type WebhookEndpointInput = Input<typeof webhooks.createWebhookEndpoint>;
export type KeyInput = Input<typeof tenants.createKey>;
