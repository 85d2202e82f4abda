import type { Filter } from "../api.ts";
import type * as contract from "../contract/payouts.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { type OfUser, Resource } from "./resource.ts";

export class Earnings extends Resource {
  /**
   * What a payee has earned, by currency and in minor units: what waits in escrow, matures, can be withdrawn, is on its way,
   * was paid out, and is owed. Errors: `user.not_found`.
   *
   * @example
   * const { data } = await bursar.earnings.list({ user: "teacher-7" });
   * for (const { currency, available } of data) console.log(currency, available);
   */
  list({ user }: OfUser = {}, options?: RequestOptions): Promise<{ data: contract.Earnings[] }> {
    return this.api.get<typeof contract.listEarnings.mine>(path`${this.owner(user)}/earnings`, options);
  }

  /** A payee's statement in one currency, newest first. Errors: `currency.not_found`, `user.not_found`, `cursor.invalid`. */
  lines(
    { user, currency, ...filter }: OfUser & { currency: string } & Filter<typeof contract.listEarningsLines.mine>,
    options?: RequestOptions,
  ): PageList<contract.EarningsLine> {
    return this.api.list<typeof contract.listEarningsLines.mine>(
      path`${this.owner(user)}/earnings/${currency}/lines`,
      filter,
      options,
    );
  }
}
