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
   * `offering.not_open_yet`, `offering.closed`, `offering.full`, `enrollment.prerequisites_missing`, `price.changed`, `price.currency_unavailable`, `enrollment.already_enrolled`, `wallet.insufficient_funds`,
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

  /**
   * A user's enrollments, newest first, ended ones included; in offerings of one `kind`, if named. Errors:
   * `user.not_found`, `cursor.invalid`.
   *
   * @example
   * for await (const { offering } of bursar.enrollments.list({ user: "42", kind: "session" })) console.log(offering);
   */
  list(
    { user, ...filter }: OfUser & Filter<typeof contract.listEnrollments.mine> = {},
    options?: RequestOptions,
  ): PageList<contract.Enrollment> {
    return this.api.list<typeof contract.listEnrollments.mine>(path`${this.owner(user)}/enrollments`, filter, options);
  }

  /** Everybody's enrollments, newest first, ended ones included; of one `offering` or one `status`, if named. */
  listAll(
    filter?: Filter<typeof contract.listAllEnrollments>,
    options?: RequestOptions,
  ): PageList<contract.Enrollment> {
    return this.api.list<typeof contract.listAllEnrollments>(path`/v1/enrollments`, filter, options);
  }

  /** Retrieves an enrollment with the reasons for its access. Errors: `enrollment.not_found`. */
  retrieve(id: string, options?: RequestOptions): Promise<contract.EnrollmentWithEntitlements> {
    return this.api.get<typeof contract.retrieveEnrollment>(path`/v1/enrollments/${id}`, options);
  }

  /**
   * Tells how far a user has come, in per cent; at 100 the enrollment is completed, and stays so. Errors:
   * `enrollment.not_found`, `enrollment.ended`.
   */
  update(
    id: string,
    input: Input<typeof contract.updateEnrollment>,
    options?: RequestOptions,
  ): Promise<contract.EnrollmentWithEntitlements> {
    return this.api.patch<typeof contract.updateEnrollment>(path`/v1/enrollments/${id}`, input, options);
  }
}
