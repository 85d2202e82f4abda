import type { Input } from "../api.ts";
import type * as contract from "../contract/payouts.ts";
import { path } from "../path.ts";
import type { IdempotentOptions, RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class PayoutBatches extends Resource {
  /**
   * Gathers all approved payouts in one currency that no batch has yet. Errors: `payout.none_approved`.
   *
   * @example
   * const { id } = await bursar.payoutBatches.create({ currency: "EGP" });
   * const { name, csv } = await bursar.payoutBatches.export(id);
   */
  create(input: Input<typeof contract.createPayoutBatch>, options?: IdempotentOptions): Promise<contract.PayoutBatch> {
    return this.api.postOnce<typeof contract.createPayoutBatch>(path`/v1/payout-batches`, input, options);
  }

  /** A batch as a file for the bank, with a line for each payout (RFC 4180). Errors: `payoutBatch.not_found`. */
  export(id: string, options?: RequestOptions): Promise<{ name: string; csv: string }> {
    return this.api.get<typeof contract.exportPayoutBatch>(path`/v1/payout-batches/${id}/file`, options);
  }

  /** Says that all of a batch has been paid, but for what was ended before. Errors: `payoutBatch.not_found`. */
  pay(
    id: string,
    input: Input<typeof contract.payPayoutBatch> = {},
    options?: IdempotentOptions,
  ): Promise<contract.PayoutBatch> {
    return this.api.postOnce<typeof contract.payPayoutBatch>(path`/v1/payout-batches/${id}/pay`, input, options);
  }
}
