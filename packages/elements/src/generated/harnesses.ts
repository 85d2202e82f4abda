// Written by `npm run generate`: there is nothing to change here by hand.
export * from "../balance/harness.ts";
export * from "../enroll-button/harness.ts";
