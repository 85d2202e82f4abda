import type { Filter, Input } from "../api.ts";
import type * as contract from "../contract/catalog.ts";
import type {
  countStudents,
  listOfferingStatuses,
  OfferingStatus,
  retrieveOfferingStatus,
  StudentCount,
} from "../contract/enrollments.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { IdempotentOptions, RequestOptions } from "../transport.ts";
import { type OfUser, Resource } from "./resource.ts";

export class Offerings extends Resource {
  /**
   * Creates or updates an offering with its prices, under the host's own id. A missing field keeps its value; `prices`,
   * when sent, are all there are, in minor units. Errors: `currency.not_found`, `offering.not_found` (of one that it
   * includes or requires), `offering.inclusion_invalid`, `offering.times_invalid`, `splitPlan.not_found`,
   * `splitPlan.payee_missing`.
   *
   * @example
   * await bursar.offerings.upsert("dot-hazmat", {
   *   kind: "course",
   *   title: "DOT HAZMAT",
   *   prices: [{ currency: "UNIT", amount: 50 }],
   * });
   */
  upsert(
    id: string,
    input: Input<typeof contract.upsertOffering>,
    options?: RequestOptions,
  ): Promise<contract.Offering> {
    return this.api.put<typeof contract.upsertOffering>(path`/v1/offerings/${id}`, input, options);
  }

  /**
   * Creates or updates up to 1,000 offerings (in 2 MiB) at once, for a host that syncs its catalog: each is done or
   * refused by itself, with a result in the same order.
   *
   * @example
   * const { results } = await bursar.offerings.upsertBatch(courses.map(({ id, name }) => ({ id, title: name })));
   * const refused = results.filter(({ outcome }) => outcome === "refused");
   */
  upsertBatch(
    offerings: Input<typeof contract.upsertOfferingBatch>["offerings"],
    options?: RequestOptions,
  ): Promise<{ results: contract.OfferingResult[] }> {
    return this.api.post<typeof contract.upsertOfferingBatch>(path`/v1/offerings/batch`, { offerings }, options);
  }

  /** Retrieves an offering with its prices. Errors: `offering.not_found`. */
  retrieve(id: string, options?: RequestOptions): Promise<contract.Offering> {
    return this.api.get<typeof contract.retrieveOffering>(path`/v1/offerings/${id}`, options);
  }

  /**
   * Cancels a session for good: what waits for it goes back within a minute or two. Errors: `offering.not_found`,
   * `offering.not_a_session`.
   *
   * @example
   * await bursar.offerings.cancel("webinar-1", { reason: "The teacher is ill" });
   */
  cancel(
    id: string,
    input: Input<typeof contract.cancelSession>,
    options?: IdempotentOptions,
  ): Promise<contract.Offering> {
    return this.api.postOnce<typeof contract.cancelSession>(path`/v1/offerings/${id}/cancel`, input, options);
  }

  /** Lists offerings, all, of one `kind` or found by `search`, in the order of their ids. */
  list(filter?: Filter<typeof contract.listOfferings>, options?: RequestOptions): PageList<contract.Offering> {
    return this.api.list<typeof contract.listOfferings>(path`/v1/offerings`, filter, options);
  }

  /**
   * An offering as a user sees it: price, access, what stands in the way, and whether the wallet can pay. Errors:
   * `offering.not_found`, `user.not_found`.
   */
  status({ offering, user }: OfUser & { offering: string }, options?: RequestOptions): Promise<OfferingStatus> {
    return this.api.get<typeof retrieveOfferingStatus.mine>(path`${this.owner(user)}/offerings/${offering}`, options);
  }

  /**
   * How many are enrolled now; those whose time is over are not counted. Errors: `offering.not_found`.
   *
   * @example
   * const { students } = await bursar.offerings.students("dot-hazmat");
   */
  students(id: string, options?: RequestOptions): Promise<StudentCount> {
    return this.api.get<typeof countStudents>(path`/v1/offerings/${id}/students`, options);
  }

  /** The catalog as a user sees it, searchable; `includedIn` narrows it to what one offering includes. */
  statuses(
    { user, ...filter }: OfUser & Filter<typeof listOfferingStatuses.mine> = {},
    options?: RequestOptions,
  ): PageList<OfferingStatus> {
    return this.api.list<typeof listOfferingStatuses.mine>(path`${this.owner(user)}/offerings`, filter, options);
  }
}
