// Written by `npm run generate`: there is nothing to change here by hand.
export * from "./react/admin-prices.ts";
export * from "./react/admin-units.ts";
export * from "./react/balance.ts";
export * from "./react/catalog.ts";
export * from "./react/enroll-button.ts";
export * from "./react/enrollment-gate.ts";
export * from "./react/enrollments.ts";
export * from "./react/transactions.ts";
export * from "./react/wallet.ts";
export type * from "../events/admin-action.ts";
export type * from "../events/admin-done.ts";
export type * from "../events/balance-change.ts";
export type * from "../events/enroll.ts";
export type * from "../events/enrolled.ts";
export type * from "../events/error.ts";
export type * from "../events/gate-open.ts";
export type * from "../events/price-save.ts";
export type * from "../events/price-saved.ts";
