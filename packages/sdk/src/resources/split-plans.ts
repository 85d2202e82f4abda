import type { Filter, Input } from "../api.ts";
import type * as contract from "../contract/split-plans.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class SplitPlans extends Resource {
  /**
   * Creates a split plan, or its next version, under the host's own id. Shares are in basis points and add up to 10,000;
   * one party takes what rounding leaves. Purchases made before keep the version that they were made under.
   *
   * @example
   * await bursar.splitPlans.upsert("teacher-70", {
   *   name: "Teacher 70, platform 30",
   *   shares: [
   *     { party: "payee", basisPoints: 7000, takesResidue: true },
   *     { party: "platform", basisPoints: 3000 },
   *   ],
   * });
   */
  upsert(
    id: string,
    input: Input<typeof contract.upsertSplitPlan>,
    options?: RequestOptions,
  ): Promise<contract.SplitPlan> {
    return this.api.put<typeof contract.upsertSplitPlan>(path`/v1/split-plans/${id}`, input, options);
  }

  /** Retrieves a split plan as it is now. Errors: `splitPlan.not_found`. */
  retrieve(id: string, options?: RequestOptions): Promise<contract.SplitPlan> {
    return this.api.get<typeof contract.retrieveSplitPlan>(path`/v1/split-plans/${id}`, options);
  }

  /** All split plans as they are now, in the order of their ids. */
  list(filter?: Filter<typeof contract.listSplitPlans>, options?: RequestOptions): PageList<contract.SplitPlan> {
    return this.api.list<typeof contract.listSplitPlans>(path`/v1/split-plans`, filter, options);
  }
}
