import type { Filter, Input } from "../api.ts";
import type * as contract from "../contract/transactions.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { IdempotentOptions, RequestOptions } from "../transport.ts";
import { type OfUser, Resource } from "./resource.ts";

type Statement = OfUser & { currency: string } & Filter<typeof contract.listTransactions.mine>;

export class Transactions extends Resource {
  /**
   * A wallet's statement, newest first: what each transaction did to it, and the balance it left. Errors:
   * `currency.not_found`, `user.not_found`, `cursor.invalid`.
   *
   * @example
   * for await (const line of bursar.transactions.list({ currency: "UNIT", user: "42" })) {
   *   console.log(line.createdAt, line.amount, line.balanceAfter);
   * }
   */
  list({ currency, user, ...filter }: Statement, options?: RequestOptions): PageList<contract.StatementLine> {
    const statement = path`${this.owner(user)}/wallets/${currency}/transactions`;
    return this.api.list<typeof contract.listTransactions.mine>(statement, filter, options);
  }

  /**
   * Retrieves a transaction with its entries: one of this user's; without `user`, one of whoever the user token names, or
   * any of the tenant's for a secret key. Errors: `transaction.not_found`, `user.not_found`.
   */
  retrieve(id: string, { user }: OfUser = {}, options?: RequestOptions): Promise<contract.Transaction> {
    const owner = user === undefined && !this.api.namesUser ? path`/v1` : this.owner(user);
    return this.api.get<typeof contract.retrieveTransaction>(path`${owner}/transactions/${id}`, options);
  }

  /**
   * The receipt of a transaction of this user's, or of whoever the user token names: names, amount and its parts, what it
   * paid for, and what has been given back of it. Errors: `transaction.not_found`, `user.not_found`.
   *
   * @example
   * const { issuer, amount, digits, currency } = await bursar.transactions.receipt(line.id, { user: "42" });
   */
  receipt(id: string, { user }: OfUser = {}, options?: RequestOptions): Promise<contract.Receipt> {
    return this.api.get<typeof contract.retrieveReceipt.mine>(
      path`${this.owner(user)}/transactions/${id}/receipt`,
      options,
    );
  }

  /**
   * Posts a transaction: grant, top-up, deposit, spend, adjustment or transfer. Amounts are in minor units; the answer
   * carries the balance. Errors: `wallet.insufficient_funds`, `wallet.frozen`, `wallet.in_debt`, `wallet.blocked`,
   * `wallet.limit_exceeded`, `user.not_found`, `currency.not_found` and others.
   *
   * @example
   * await bursar.transactions.create({ type: "grant", user: "42", currency: "UNIT", amount: 70, expiresOn: "2027-03-31" });
   */
  create(
    input: Input<typeof contract.createTransaction>,
    options?: IdempotentOptions,
  ): Promise<contract.StatementLine> {
    return this.api.postOnce<typeof contract.createTransaction>(path`/v1/transactions`, input, options);
  }

  /**
   * Posts up to 1,000 transactions in order. Each is posted or refused by itself, and answered in its place: a refusal is
   * not thrown.
   */
  createBatch(
    transactions: Input<typeof contract.createTransaction>[],
    options?: IdempotentOptions,
  ): Promise<{ results: contract.BatchResult[] }> {
    return this.api.postOnce<typeof contract.createTransactions>(
      path`/v1/transactions/batch`,
      { transactions },
      options,
    );
  }

  /**
   * Gives a transaction back, in whole or in part, to the lots it came from. Errors: `transaction.not_found`,
   * `transaction.not_reversible`, `transaction.reversal_exceeds_original`, `wallet.insufficient_funds` and others.
   */
  reverse(
    id: string,
    input: Input<typeof contract.reverseTransaction>,
    options?: IdempotentOptions,
  ): Promise<contract.StatementLine> {
    return this.api.postOnce<typeof contract.reverseTransaction>(
      path`/v1/transactions/${id}/reversals`,
      input,
      options,
    );
  }

  /** Settles a pending transaction. Errors: `transaction.not_found`, `transaction.not_pending`. */
  settle(id: string, options?: IdempotentOptions): Promise<contract.Transaction> {
    return this.api.postOnce<typeof contract.settleTransaction>(
      path`/v1/transactions/${id}/settle`,
      undefined,
      options,
    );
  }

  /** Fails a pending transaction: the money goes back. Errors: `transaction.not_found`, `transaction.not_pending`. */
  fail(id: string, options?: IdempotentOptions): Promise<contract.Transaction> {
    return this.api.postOnce<typeof contract.failTransaction>(path`/v1/transactions/${id}/fail`, undefined, options);
  }
}
