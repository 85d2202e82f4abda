import type { Input } from "../api.ts";
import type * as contract from "../contract/currencies.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class Currencies extends Resource {
  /**
   * Registers a currency: an ISO 4217 code, which has its own digits, or one of your own, with none unless you say so.
   * Errors: `currency.digits_fixed`.
   *
   * @example
   * await bursar.currencies.upsert("UNIT");
   */
  upsert(
    code: string,
    input: Input<typeof contract.upsertCurrency> = {},
    options?: RequestOptions,
  ): Promise<contract.Currency> {
    return this.api.put<typeof contract.upsertCurrency>(path`/v1/currencies/${code}`, input, options);
  }

  /** All currencies of the tenant. */
  list(options?: RequestOptions): Promise<{ data: contract.Currency[] }> {
    return this.api.get<typeof contract.listCurrencies>(path`/v1/currencies`, options);
  }
}
