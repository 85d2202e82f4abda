import type { Filter, Input } from "../api.ts";
import type * as contract from "../contract/payouts.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { IdempotentOptions, RequestOptions } from "../transport.ts";
import { type OfUser, Resource } from "./resource.ts";

export class Payouts extends Resource {
  /**
   * Asks for a payout of what a payee has earned; in minor units. The money is reserved at once. Errors:
   * `currency.not_found`, `earnings.insufficient`, `payout.below_minimum`, `wallet.blocked`, `user.not_found`.
   *
   * @example
   * await bursar.payouts.create({ user: "teacher-7", currency: "EGP", amount: 50_000, destination: "+20 100 123 4567" });
   */
  create(
    { user, ...body }: OfUser & Input<typeof contract.createPayout.mine>,
    options?: IdempotentOptions,
  ): Promise<contract.Payout> {
    return this.api.postOnce<typeof contract.createPayout.mine>(path`${this.owner(user)}/payouts`, body, options);
  }

  /** A payee's payouts, newest first. Errors: `user.not_found`, `cursor.invalid`. */
  list(
    { user, ...filter }: OfUser & Filter<typeof contract.listPayouts.mine> = {},
    options?: RequestOptions,
  ): PageList<contract.Payout> {
    return this.api.list<typeof contract.listPayouts.mine>(path`${this.owner(user)}/payouts`, filter, options);
  }

  /** Everybody's payouts, newest first; of one status, user or batch, if named. */
  listAll(filter?: Filter<typeof contract.listAllPayouts>, options?: RequestOptions): PageList<contract.Payout> {
    return this.api.list<typeof contract.listAllPayouts>(path`/v1/payouts`, filter, options);
  }

  /** Approves a payout that needs it. Errors: `payout.not_found`, `payout.decided`, `payout.own`. */
  approve(id: string, options?: IdempotentOptions): Promise<contract.Payout> {
    return this.api.postOnce<typeof contract.approvePayout>(path`/v1/payouts/${id}/approve`, undefined, options);
  }

  /** Rejects a payout: the money is the payee's again. Errors: `payout.not_found`, `payout.decided`. */
  reject(
    id: string,
    input: Input<typeof contract.rejectPayout>,
    options?: IdempotentOptions,
  ): Promise<contract.Payout> {
    return this.api.postOnce<typeof contract.rejectPayout>(path`/v1/payouts/${id}/reject`, input, options);
  }

  /** Says that a payout has been paid. Errors: `payout.not_found`, `payout.not_approved`, `payout.decided`. */
  pay(id: string, input: Input<typeof contract.payPayout> = {}, options?: IdempotentOptions): Promise<contract.Payout> {
    return this.api.postOnce<typeof contract.payPayout>(path`/v1/payouts/${id}/pay`, input, options);
  }

  /**
   * Says that the payment has failed: the money is the payee's again, once. Errors: `payout.not_found`,
   * `payout.not_approved`, `payout.decided`.
   */
  fail(id: string, input: Input<typeof contract.failPayout>, options?: IdempotentOptions): Promise<contract.Payout> {
    return this.api.postOnce<typeof contract.failPayout>(path`/v1/payouts/${id}/fail`, input, options);
  }
}
