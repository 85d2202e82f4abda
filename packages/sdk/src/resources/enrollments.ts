import type { Filter, Input } from "../api.ts";
import type * as contract from "../contract/enrollments.ts";
import type * as holds from "../contract/holds.ts";
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
   * A user's enrollments, newest first, ended ones included; in offerings of one `kind`, if named. Each tells what was paid
   * for it (minor units), and whether that is held, released or refunded. Errors: `user.not_found`, `cursor.invalid`.
   *
   * @example
   * for await (const { offering } of bursar.enrollments.list({ user: "42", kind: "session" })) console.log(offering);
   */
  list(
    { user, ...filter }: OfUser & Filter<typeof contract.listEnrollments.mine> = {},
    options?: RequestOptions,
  ): PageList<contract.EnrollmentWithPayment> {
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

  /**
   * What cancelling would do now: what comes back, until when, and why not, by the very rule that decides it. Changes
   * nothing. Errors: `enrollment.not_found`, `enrollment.ended`, `user.not_found`.
   *
   * @example
   * const { refund, obstacle } = await bursar.enrollments.cancellation("enr_01jd…", { user: "42" });
   */
  cancellation(id: string, { user }: OfUser = {}, options?: RequestOptions): Promise<contract.Cancellation> {
    return this.api.get<typeof contract.previewCancellation.mine>(
      path`${this.owner(user)}/enrollments/${id}/cancellation`,
      options,
    );
  }

  /**
   * Cancels by the tenant's policy. Send the refund that was shown as `expectedRefund` (minor units), and nothing happens
   * if it has changed; `waiveRefund` leaves without one. Errors: `enrollment.not_found`, `enrollment.ended`,
   * `enrollment.attended`, `enrollment.completed`, `refund.window_closed`, `refund.nothing_left`, `refund.changed`,
   * `refund.destination_unavailable`, `hold.disputed`, `wallet.blocked`, `wallet.limit_exceeded`, `user.not_found`.
   *
   * @example
   * const { refund } = await bursar.enrollments.cancel("enr_01jd…", { user: "42", expectedRefund: 50 });
   */
  cancel(
    id: string,
    { user, ...body }: OfUser & Input<typeof contract.cancelEnrollment.mine> = {},
    options?: IdempotentOptions,
  ): Promise<contract.CancelledEnrollment> {
    return this.api.postOnce<typeof contract.cancelEnrollment.mine>(
      path`${this.owner(user)}/enrollments/${id}/cancel`,
      body,
      options,
    );
  }

  /**
   * Cancels for a user, by the policy or beyond it: `all` gives back everything, what was released already included.
   * Errors: `enrollment.not_found`, `enrollment.ended`, `refund.destination_unavailable`, `wallet.blocked`,
   * `wallet.limit_exceeded`.
   */
  cancelAny(
    id: string,
    input: Input<typeof contract.cancelAnyEnrollment>,
    options?: IdempotentOptions,
  ): Promise<contract.CancelledEnrollment> {
    return this.api.postOnce<typeof contract.cancelAnyEnrollment>(path`/v1/enrollments/${id}/cancel`, input, options);
  }

  /**
   * The learner confirms that it was delivered: what waits for the sessions that are over is released at once. Errors:
   * `enrollment.not_found`, `hold.not_found`, `hold.ended`, `hold.disputed`, `user.not_found`.
   */
  confirm(id: string, { user }: OfUser = {}, options?: IdempotentOptions): Promise<holds.Hold> {
    return this.api.postOnce<typeof holds.confirmDelivery.mine>(
      path`${this.owner(user)}/enrollments/${id}/confirm`,
      undefined,
      options,
    );
  }

  /**
   * The learner disputes that it was delivered: the money waits until an admin has decided. Errors: as `confirm`.
   *
   * @example
   * await bursar.enrollments.dispute("enr_01jd…", { user: "42", reason: "Nobody came" });
   */
  dispute(
    id: string,
    { user, ...body }: OfUser & Input<typeof holds.disputeDelivery.mine>,
    options?: IdempotentOptions,
  ): Promise<holds.Hold> {
    return this.api.postOnce<typeof holds.disputeDelivery.mine>(
      path`${this.owner(user)}/enrollments/${id}/dispute`,
      body,
      options,
    );
  }
}
