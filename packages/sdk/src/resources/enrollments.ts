import type { Filter, Input } from "../api.ts";
import type * as contract from "../contract/enrollments.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { IdempotentOptions, RequestOptions } from "../transport.ts";
import { type OfUser, Resource } from "./resource.ts";

export class Enrollments extends Resource {
  /**
   * Enrolls a user, paying from the wallet: all or nothing. Send the price that was shown as `expectedPrice` (minor
   * units), and nothing is charged if it has changed. Errors: `offering.not_found`, `offering.unavailable`,
   * `price.changed`, `price.currency_unavailable`, `enrollment.already_enrolled`, `wallet.insufficient_funds`,
   * `wallet.frozen`, `wallet.in_debt`, `wallet.blocked`, `user.not_found`.
   *
   * @example
   * const { id, balance } = await bursar.enrollments.create({ offering: "dot-hazmat", user: "42" });
   */
  create(
    { user, ...body }: OfUser & Input<typeof contract.createEnrollment.mine>,
    options?: IdempotentOptions,
  ): Promise<contract.NewEnrollment> {
    return this.api.postOnce<typeof contract.createEnrollment.mine>(
      path`${this.owner(user)}/enrollments`,
      body,
      options,
    );
  }

  /** A user's enrollments, newest first, ended ones included. Errors: `user.not_found`, `cursor.invalid`. */
  list(
    { user, ...filter }: OfUser & Filter<typeof contract.listEnrollments.mine> = {},
    options?: RequestOptions,
  ): PageList<contract.Enrollment> {
    return this.api.list<typeof contract.listEnrollments.mine>(path`${this.owner(user)}/enrollments`, filter, options);
  }
}
