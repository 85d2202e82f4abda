import { Api } from "./api.ts";
import { type Credentials, secretKeyCredentials, userCredentials } from "./credentials.ts";
import { Access } from "./resources/access.ts";
import { AuditRecords } from "./resources/audit-records.ts";
import { Currencies } from "./resources/currencies.ts";
import { Enrollments } from "./resources/enrollments.ts";
import { Entitlements } from "./resources/entitlements.ts";
import { Events } from "./resources/events.ts";
import { Holds } from "./resources/holds.ts";
import { Keys } from "./resources/keys.ts";
import { Ledger } from "./resources/ledger.ts";
import { Me } from "./resources/me.ts";
import { Offerings } from "./resources/offerings.ts";
import { Prices } from "./resources/prices.ts";
import { SplitPlans } from "./resources/split-plans.ts";
import { Tenant } from "./resources/tenant.ts";
import { TokenSecrets } from "./resources/token-secrets.ts";
import { Transactions } from "./resources/transactions.ts";
import { UserTokens } from "./resources/user-tokens.ts";
import { Users } from "./resources/users.ts";
import { Waitlist } from "./resources/waitlist.ts";
import { Wallets } from "./resources/wallets.ts";
import { Transport } from "./transport.ts";

interface SharedOptions {
  /** Where the API is, such as `https://api.example.com`. A path in it is kept. */
  baseUrl: string;
  /** Used instead of the global `fetch`. */
  fetch?: typeof fetch | undefined;
}

/** On a server: the client acts for the tenant. */
export interface ServerOptions extends SharedOptions {
  /** `sk_test_…` or `sk_live_…`. */
  secretKey: string;
  publishableKey?: undefined;
  getToken?: undefined;
}

/** In a browser: the client acts for one signed-in user. */
export interface BrowserOptions extends SharedOptions {
  /** `pk_test_…` or `pk_live_…`: names the tenant, and may only be used on the origins on its list. */
  publishableKey: string;
  /**
   * Asks the host's server for a user token. It is called when there is none, shortly before one ends, and after one was
   * refused; what it throws reaches the caller as it is.
   *
   * @example
   * getToken: async () => (await (await fetch("/bursar-token")).json()).token
   */
  getToken: () => Promise<string>;
  secretKey?: undefined;
}

export type BursarOptions = ServerOptions | BrowserOptions;

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
  readonly events: Events;
  readonly auditRecords: AuditRecords;
  readonly ledger: Ledger;
  readonly tenant: Tenant;
  readonly keys: Keys;
  readonly tokenSecrets: TokenSecrets;

  constructor(options: BursarOptions) {
    const api = new Api(
      new Transport({
        credentials: credentialsOf(options),
        baseUrl: normalized(options.baseUrl),
        // Looked up at each call, so that tests and tracers may replace the global one later.
        fetch: options.fetch ?? ((...request) => fetch(...request)),
      }),
    );
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
    this.events = new Events(api);
    this.auditRecords = new AuditRecords(api);
    this.ledger = new Ledger(api);
    this.tenant = new Tenant(api);
    this.keys = new Keys(api);
    this.tokenSecrets = new TokenSecrets(api);
  }
}

function credentialsOf(options: BursarOptions): Credentials {
  return options.secretKey === undefined
    ? userCredentials(options.publishableKey, options.getToken)
    : secretKeyCredentials(options.secretKey);
}

function normalized(baseUrl: string): string {
  // There is no default: a key that was meant for one API must never go to another, whose address was only forgotten.
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol))
    throw new TypeError('Pass `baseUrl`: the address of your Bursar API, such as "https://api.example.com"');
  const { origin, pathname } = new URL(baseUrl);
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}
