// Written by `npm run generate`: there is nothing to change here by hand.
export * from "../admin-units/harness.ts";
export * from "../balance/harness.ts";
export * from "../enroll-button/harness.ts";
export * from "../transactions/harness.ts";
export * from "../wallet/harness.ts";
