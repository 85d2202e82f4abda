import type { Filter, Input } from "../api.ts";
import type * as contract from "../contract/holds.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { IdempotentOptions, RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class Holds extends Resource {
  /**
   * Money in escrow, newest first; of one status, user, payee or offering, or only what is disputed, if named.
   *
   * @example
   * for await (const { id, held, dispute } of bursar.holds.list({ disputed: true })) console.log(id, held, dispute?.reason);
   */
  list(filter?: Filter<typeof contract.listHolds>, options?: RequestOptions): PageList<contract.Hold> {
    return this.api.list<typeof contract.listHolds>(path`/v1/holds`, filter, options);
  }

  /** Retrieves a hold with all that came out of it. Errors: `hold.not_found`. */
  retrieve(id: string, options?: RequestOptions): Promise<contract.HoldWithMovements> {
    return this.api.get<typeof contract.retrieveHold>(path`/v1/holds/${id}`, options);
  }

  /**
   * Releases some of a hold to those who share it, refunds some to the learner, or both; in minor units. What was released
   * already is taken back first, if it is refunded. Ends a dispute. Errors: `hold.not_found`, `hold.ended`,
   * `hold.exceeded`, `wallet.blocked`, `wallet.limit_exceeded`.
   *
   * @example
   * await bursar.holds.decide("hold_01jd…", { release: 40, refund: 60, reason: "Half of it was delivered" });
   */
  decide(
    id: string,
    input: Input<typeof contract.decideHold>,
    options?: IdempotentOptions,
  ): Promise<contract.HoldWithMovements> {
    return this.api.postOnce<typeof contract.decideHold>(path`/v1/holds/${id}/decide`, input, options);
  }

  /** How long money has been waiting, by currency and in steps of days. */
  ageing(options?: RequestOptions): Promise<{ data: contract.HoldAge[]; disputed: number }> {
    return this.api.get<typeof contract.ageHolds>(path`/v1/holds/ageing`, options);
  }
}
