import * as attendance from "./attendance.ts";
import * as catalog from "./catalog.ts";
import * as currencies from "./currencies.ts";
import * as enrollments from "./enrollments.ts";
import * as events from "./events.ts";
import * as holds from "./holds.ts";
import * as ledger from "./ledger.ts";
import type { Operation, PerUser } from "./operation.ts";
import * as payouts from "./payouts.ts";
import * as splitPlans from "./split-plans.ts";
import * as tenants from "./tenants.ts";
import * as transactions from "./transactions.ts";
import * as users from "./users.ts";
import * as waitlist from "./waitlist.ts";
import * as wallets from "./wallets.ts";
import * as webhooks from "./webhooks.ts";

export * from "./operation.ts";
export * from "./primitives.ts";
export * from "./problems.ts";
export {
  attendance,
  catalog,
  currencies,
  enrollments,
  events,
  holds,
  ledger,
  payouts,
  splitPlans,
  tenants,
  transactions,
  users,
  waitlist,
  wallets,
  webhooks,
};

const capabilities = [
  users,
  wallets,
  transactions,
  currencies,
  catalog,
  enrollments,
  waitlist,
  holds,
  payouts,
  splitPlans,
  attendance,
  events,
  ledger,
  tenants,
  webhooks,
];

const isOperation = (value: unknown): value is Operation =>
  typeof value === "object" && value !== null && "path" in value;
const isPerUser = (value: unknown): value is PerUser<never, never, never, never> =>
  typeof value === "object" && value !== null && "mine" in value;

/** Every operation of the API, for whoever walks the contract: the description, the tests, the documentation. */
export const operations: readonly Operation[] = capabilities
  .flatMap((capability) => Object.values(capability) as unknown[])
  .flatMap(
    (value) => (isPerUser(value) ? [value.mine, value.byUser] : isOperation(value) ? [value] : []) as Operation[],
  );
