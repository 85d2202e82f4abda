/**
 * The client in its parts, for pages that count their bytes: whoever imports one resource gets no other. `Bursar` of
 * `@bursar/sdk` has all of them.
 */
export type { Api } from "./api.ts";
export { connectUser } from "./connect.ts";
export { Access } from "./resources/access.ts";
export { Attendance } from "./resources/attendance.ts";
export { AuditRecords } from "./resources/audit-records.ts";
export { Currencies } from "./resources/currencies.ts";
export { Earnings } from "./resources/earnings.ts";
export { Enrollments } from "./resources/enrollments.ts";
export { Entitlements } from "./resources/entitlements.ts";
export { Events } from "./resources/events.ts";
export { Holds } from "./resources/holds.ts";
export { Keys } from "./resources/keys.ts";
export { Ledger } from "./resources/ledger.ts";
export { Livekit } from "./resources/livekit.ts";
export { Me } from "./resources/me.ts";
export { Offerings } from "./resources/offerings.ts";
export { PayoutBatches } from "./resources/payout-batches.ts";
export { Payouts } from "./resources/payouts.ts";
export { Prices } from "./resources/prices.ts";
export { SplitPlans } from "./resources/split-plans.ts";
export { Tenant } from "./resources/tenant.ts";
export { TokenSecrets } from "./resources/token-secrets.ts";
export { Transactions } from "./resources/transactions.ts";
export { UserTokens } from "./resources/user-tokens.ts";
export { Users } from "./resources/users.ts";
export { Waitlist } from "./resources/waitlist.ts";
export { Wallets } from "./resources/wallets.ts";
export { WebhookDeliveries } from "./resources/webhook-deliveries.ts";
export { WebhookEndpoints } from "./resources/webhook-endpoints.ts";
