import { type BursarOptions, connectServer, connectUser } from "./connect.ts";
import { Access } from "./resources/access.ts";
import { Attendance } from "./resources/attendance.ts";
import { AuditRecords } from "./resources/audit-records.ts";
import { Currencies } from "./resources/currencies.ts";
import { Earnings } from "./resources/earnings.ts";
import { Enrollments } from "./resources/enrollments.ts";
import { Entitlements } from "./resources/entitlements.ts";
import { Events } from "./resources/events.ts";
import { Holds } from "./resources/holds.ts";
import { Keys } from "./resources/keys.ts";
import { Ledger } from "./resources/ledger.ts";
import { Livekit } from "./resources/livekit.ts";
import { Me } from "./resources/me.ts";
import { Offerings } from "./resources/offerings.ts";
import { PayoutBatches } from "./resources/payout-batches.ts";
import { Payouts } from "./resources/payouts.ts";
import { Prices } from "./resources/prices.ts";
import { SplitPlans } from "./resources/split-plans.ts";
import { Tenant } from "./resources/tenant.ts";
import { TokenSecrets } from "./resources/token-secrets.ts";
import { Transactions } from "./resources/transactions.ts";
import { UserTokens } from "./resources/user-tokens.ts";
import { Users } from "./resources/users.ts";
import { Waitlist } from "./resources/waitlist.ts";
import { Wallets } from "./resources/wallets.ts";
import { WebhookDeliveries } from "./resources/webhook-deliveries.ts";
import { WebhookEndpoints } from "./resources/webhook-endpoints.ts";
import { verifyWebhook } from "./webhook.ts";

/**
 * The client of the Bursar API. Throws a `TypeError` when a key is not of its kind, when a secret key reaches a browser,
 * and when `baseUrl` is missing or no web address.
 *
 * @example
 * const bursar = new Bursar({ secretKey: process.env.BURSAR_SECRET_KEY, baseUrl: "https://api.example.com" });
 * const { balance } = await bursar.wallets.retrieve({ currency: "UNIT", user: "42" });
 */
export class Bursar {
  readonly users: Users;
  readonly me: Me;
  readonly userTokens: UserTokens;
  readonly wallets: Wallets;
  readonly transactions: Transactions;
  readonly currencies: Currencies;
  readonly offerings: Offerings;
  readonly prices: Prices;
  readonly enrollments: Enrollments;
  readonly entitlements: Entitlements;
  readonly access: Access;
  readonly waitlist: Waitlist;
  readonly holds: Holds;
  readonly splitPlans: SplitPlans;
  readonly earnings: Earnings;
  readonly payouts: Payouts;
  readonly payoutBatches: PayoutBatches;
  readonly attendance: Attendance;
  readonly events: Events;
  readonly auditRecords: AuditRecords;
  readonly ledger: Ledger;
  readonly tenant: Tenant;
  readonly keys: Keys;
  readonly tokenSecrets: TokenSecrets;
  readonly livekit: Livekit;
  readonly webhookEndpoints: WebhookEndpoints;
  readonly webhookDeliveries: WebhookDeliveries;
  /**
   * `bursar.webhooks.verify({ payload, headers, secret })` turns a request into a typed event, or throws; it asks nothing of
   * the API. The same as `verifyWebhook`, for whoever has no client.
   */
  readonly webhooks = { verify: verifyWebhook };

  constructor(options: BursarOptions) {
    const api = options.secretKey === undefined ? connectUser(options) : connectServer(options);
    this.users = new Users(api);
    this.me = new Me(api);
    this.userTokens = new UserTokens(api);
    this.wallets = new Wallets(api);
    this.transactions = new Transactions(api);
    this.currencies = new Currencies(api);
    this.offerings = new Offerings(api);
    this.prices = new Prices(api);
    this.enrollments = new Enrollments(api);
    this.entitlements = new Entitlements(api);
    this.access = new Access(api);
    this.waitlist = new Waitlist(api);
    this.holds = new Holds(api);
    this.splitPlans = new SplitPlans(api);
    this.earnings = new Earnings(api);
    this.payouts = new Payouts(api);
    this.payoutBatches = new PayoutBatches(api);
    this.attendance = new Attendance(api);
    this.events = new Events(api);
    this.auditRecords = new AuditRecords(api);
    this.ledger = new Ledger(api);
    this.tenant = new Tenant(api);
    this.keys = new Keys(api);
    this.tokenSecrets = new TokenSecrets(api);
    this.livekit = new Livekit(api);
    this.webhookEndpoints = new WebhookEndpoints(api);
    this.webhookDeliveries = new WebhookDeliveries(api);
  }
}
