import type { Filter, Input } from "../api.ts";
import type * as contract from "../contract/catalog.ts";
import type { OfferingStatus, retrieveOfferingStatus } from "../contract/enrollments.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { type OfUser, Resource } from "./resource.ts";

export class Offerings extends Resource {
  /**
   * Creates or updates an offering with its prices, under the host's own id. A missing field keeps its value; `prices`,
   * when sent, are all there are, in minor units. Errors: `currency.not_found`.
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

  /** Retrieves an offering with its prices. Errors: `offering.not_found`. */
  retrieve(id: string, options?: RequestOptions): Promise<contract.Offering> {
    return this.api.get<typeof contract.retrieveOffering>(path`/v1/offerings/${id}`, options);
  }

  /** Lists offerings, all or of one `kind`, in the order of their ids. */
  list(filter?: Filter<typeof contract.listOfferings>, options?: RequestOptions): PageList<contract.Offering> {
    return this.api.list<typeof contract.listOfferings>(path`/v1/offerings`, filter, options);
  }

  /**
   * An offering as a user sees it: price, access, and whether the wallet can pay. Errors: `offering.not_found`,
   * `user.not_found`.
   */
  status({ offering, user }: OfUser & { offering: string }, options?: RequestOptions): Promise<OfferingStatus> {
    return this.api.get<typeof retrieveOfferingStatus.mine>(path`${this.owner(user)}/offerings/${offering}`, options);
  }
}
