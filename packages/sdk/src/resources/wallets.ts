import type { Input } from "../api.ts";
import type { StatementLine, topUpUser } from "../contract/transactions.ts";
import type * as contract from "../contract/wallets.ts";
import { path } from "../path.ts";
import type { IdempotentOptions, RequestOptions } from "../transport.ts";
import { type OfUser, Resource } from "./resource.ts";

type WalletOfUser = { user: string; currency: string };

export class Wallets extends Resource {
  /**
   * Retrieves a wallet with its balance and lots, amounts in minor units. One that was never used is empty, not missing.
   * Errors: `currency.not_found`, `user.not_found`.
   *
   * @example
   * const { balance, digits } = await bursar.wallets.retrieve({ currency: "UNIT", user: "42" });
   */
  retrieve({ currency, user }: OfUser & { currency: string }, options?: RequestOptions): Promise<contract.Wallet> {
    return this.api.get<typeof contract.retrieveWallet.mine>(path`${this.owner(user)}/wallets/${currency}`, options);
  }

  /** All wallets of a user. Errors: `user.not_found`. */
  list({ user }: OfUser = {}, options?: RequestOptions): Promise<{ data: contract.Wallet[] }> {
    return this.api.get<typeof contract.listWallets.mine>(path`${this.owner(user)}/wallets`, options);
  }

  /**
   * Freezes a wallet: it can be read and money can come in, nothing can be spent. Errors: `user.not_found`,
   * `currency.not_found`.
   */
  freeze(
    { user, currency, ...body }: WalletOfUser & Input<typeof contract.freezeWallet>,
    options?: RequestOptions,
  ): Promise<contract.Wallet> {
    return this.api.put<typeof contract.freezeWallet>(
      path`/v1/users/${user}/wallets/${currency}/freeze`,
      body,
      options,
    );
  }

  /** Unfreezes a wallet. Errors: `user.not_found`, `currency.not_found`. */
  unfreeze({ user, currency }: WalletOfUser, options?: RequestOptions): Promise<contract.Wallet> {
    return this.api.delete<typeof contract.unfreezeWallet>(path`/v1/users/${user}/wallets/${currency}/freeze`, options);
  }

  /**
   * Tops up a user's wallet with money that an admin has received; `amount` in minor units, with the reason. Errors:
   * `user.not_found`, `currency.not_found`, `wallet.blocked`, `wallet.limit_exceeded`.
   *
   * @example
   * await bursar.wallets.topUp({ user: "42", currency: "UNIT", amount: 50, reason: "Bank transfer" });
   */
  topUp(
    { user, currency, ...body }: WalletOfUser & Input<typeof topUpUser>,
    options?: IdempotentOptions,
  ): Promise<StatementLine> {
    return this.api.postOnce<typeof topUpUser>(path`/v1/users/${user}/wallets/${currency}/top-ups`, body, options);
  }
}
