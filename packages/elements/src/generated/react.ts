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
