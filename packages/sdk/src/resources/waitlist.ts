import type { Filter, Input } from "../api.ts";
import type * as contract from "../contract/waitlist.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { IdempotentOptions, RequestOptions } from "../transport.ts";
import { type OfUser, Resource } from "./resource.ts";

export class Waitlist extends Resource {
  /**
   * Waits for a place of a full offering; whoever waits already is answered with where they stand. An offer is taken by
   * `enrollments.create`, with the offered price as `expectedPrice`. Errors: `offering.not_found`, `offering.unavailable`,
   * `offering.not_open_yet`, `offering.closed`, `enrollment.prerequisites_missing`, `enrollment.already_enrolled`,
   * `waitlist.not_full`, `waitlist.closed`, `user.not_found`.
   *
   * @example
   * const { position } = await bursar.waitlist.join({ offering: "dot-hazmat", user: "42" });
   */
  join(
    { user, ...body }: OfUser & Input<typeof contract.joinWaitlist.mine>,
    options?: IdempotentOptions,
  ): Promise<contract.WaitlistEntry> {
    return this.api.postOnce<typeof contract.joinWaitlist.mine>(path`${this.owner(user)}/waitlist`, body, options);
  }

  /** Leaves the line; an offer goes to the next. Errors: `waitlist.not_found`, `user.not_found`. */
  leave({ offering, user }: OfUser & { offering: string }, options?: RequestOptions): Promise<contract.WaitlistEntry> {
    return this.api.delete<typeof contract.leaveWaitlist.mine>(path`${this.owner(user)}/waitlist/${offering}`, options);
  }

  /**
   * What a user waits for, newest first, ended ones included. Errors: `user.not_found`, `cursor.invalid`.
   *
   * @example
   * for await (const { offering, position, offer } of bursar.waitlist.list({ user: "42" })) console.log(offering, position, offer?.expiresAt);
   */
  list(
    { user, ...filter }: OfUser & Filter<typeof contract.listWaitlist.mine> = {},
    options?: RequestOptions,
  ): PageList<contract.WaitlistEntry> {
    return this.api.list<typeof contract.listWaitlist.mine>(path`${this.owner(user)}/waitlist`, filter, options);
  }

  /** Who waits for an offering, in the order of the line. Errors: `offering.not_found`, `cursor.invalid`. */
  listOf(
    { offering, ...filter }: { offering: string } & Filter<typeof contract.listWaitlistOfOffering>,
    options?: RequestOptions,
  ): PageList<contract.WaitlistEntry> {
    return this.api.list<typeof contract.listWaitlistOfOffering>(
      path`/v1/offerings/${offering}/waitlist`,
      filter,
      options,
    );
  }
}
