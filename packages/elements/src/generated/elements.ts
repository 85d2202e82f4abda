// Written by `npm run generate`: there is nothing to change here by hand.
export * from "../admin-units/define.ts";
export * from "../balance/define.ts";
export * from "../enroll-button/define.ts";
export * from "../transactions/define.ts";
export * from "../wallet/define.ts";
export * from "../events/admin-action.ts";
export * from "../events/admin-done.ts";
export * from "../events/balance-change.ts";
export * from "../events/enroll.ts";
export * from "../events/enrolled.ts";
export * from "../events/error.ts";
