export { type GivenBack, giveBack, givenBack, graceDays } from "./give-back.ts";
export * as ledgerJobs from "./jobs.ts";
export type { PostingOutcome } from "./outcome.ts";
export { postTransaction } from "./post-transaction.ts";
export { readWallet } from "./read-wallet.ts";
export { registerCurrency } from "./register-currency.ts";
export { ledgerRoutes } from "./routes.ts";
export { unblockWallet } from "./unblock-wallet.ts";
export { verifyLedger } from "./verify-ledger.ts";
