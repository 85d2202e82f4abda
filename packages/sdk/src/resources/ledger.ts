import type * as contract from "../contract/ledger.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class Ledger extends Resource {
  /**
   * Proves the ledger: every transaction sums to zero, every balance equals its entries, no version is missing, the hash
   * chain holds. What is wrong stands in `findings`; a wallet that fails is blocked.
   */
  verify(options?: RequestOptions): Promise<contract.LedgerProof> {
    return this.api.post<typeof contract.verifyLedger>(path`/v1/ledger/verify`, undefined, options);
  }

  /** Balances of the platform's own accounts, in minor units. */
  accounts(options?: RequestOptions): Promise<{ data: contract.PlatformAccount[] }> {
    return this.api.get<typeof contract.listPlatformAccounts>(path`/v1/ledger/accounts`, options);
  }
}
