import type { Filter } from "../api.ts";
import type * as contract from "../contract/catalog.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

interface Which {
  offering: string;
  /** ISO 4217, or one of the tenant's own. */
  currency: string;
}

export class Prices extends Resource {
  /** All prices that an offering has had, by currency, newest first. Errors: `offering.not_found`, `cursor.invalid`. */
  list(
    { offering, ...filter }: { offering: string } & Filter<typeof contract.listPrices>,
    options?: RequestOptions,
  ): PageList<contract.PriceVersion> {
    return this.api.list<typeof contract.listPrices>(path`/v1/offerings/${offering}/prices`, filter, options);
  }

  /**
   * Sets what an offering costs in one currency, in minor units; its other prices stay. Errors: `offering.not_found`,
   * `currency.not_found`.
   *
   * @example
   * await bursar.prices.set({ offering: "webinar-7", currency: "UNIT", amount: 3 });
   */
  set(
    { offering, currency, amount }: Which & { amount: number },
    options?: RequestOptions,
  ): Promise<contract.Offering> {
    return this.api.put<typeof contract.setPrice>(
      path`/v1/offerings/${offering}/prices/${currency}`,
      { amount },
      options,
    );
  }

  /** Sells an offering in this currency no longer; without any price it is free. Errors: `offering.not_found`. */
  remove({ offering, currency }: Which, options?: RequestOptions): Promise<contract.Offering> {
    return this.api.delete<typeof contract.removePrice>(path`/v1/offerings/${offering}/prices/${currency}`, options);
  }
}
