import { define } from "../internal/define.ts";
import { BursarTransactions } from "./transactions.ts";

define("bursar-transactions", BursarTransactions);

declare global {
  interface HTMLElementTagNameMap {
    "bursar-transactions": BursarTransactions;
  }
}

export { BursarTransactions };
