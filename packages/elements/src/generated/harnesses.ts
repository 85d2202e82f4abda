// Written by `npm run generate`: there is nothing to change here by hand.
export * from "../admin-payouts/harness.ts";
export * from "../admin-prices/harness.ts";
export * from "../admin-units/harness.ts";
export * from "../balance/harness.ts";
export * from "../catalog/harness.ts";
export * from "../earnings/harness.ts";
export * from "../enroll-button/harness.ts";
export * from "../enrollment-gate/harness.ts";
export * from "../enrollments/harness.ts";
export * from "../receipt/harness.ts";
export * from "../transactions/harness.ts";
export * from "../wallet/harness.ts";
