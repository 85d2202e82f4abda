import * as z from "zod";
import { operation, perUser } from "./operation.ts";
import { Currency, Digits, SignedAmount, Timestamp, text, UserId } from "./primitives.ts";

const spendable = SignedAmount.meta({ description: "What can be spent now, in minor units.", example: 70 });

export const Balance = z.object({ currency: Currency, digits: Digits, balance: spendable }).meta({ id: "Balance" });
export type Balance = z.output<typeof Balance>;

export const Lot = z
  .object({
    funding: z.enum(["promotional", "paid", "debt"]),
    refundable: z.boolean(),
    expiresAt: Timestamp.nullable(),
    amount: SignedAmount,
  })
  .meta({ id: "Lot", description: "A part of a wallet on terms of its own, in the order in which it will be spent." });
export type Lot = z.output<typeof Lot>;

export const Wallet = z
  .object({
    user: UserId,
    currency: Currency,
    digits: Digits,
    balance: spendable,
    refundable: SignedAmount.meta({ description: "The part that can go back to where it was paid from." }),
    promotional: SignedAmount.meta({ description: "The part that was given, never paid." }),
    lots: z.array(Lot),
    frozen: z.object({ reason: z.string(), since: Timestamp }).nullable(),
    asOf: Timestamp,
  })
  .meta({ id: "Wallet", description: "What a user can spend in one currency." });
export type Wallet = z.output<typeof Wallet>;

const params = z.strictObject({ currency: Currency });

export const listWallets = perUser({
  id: "wallets.list",
  method: "get",
  path: "/wallets",
  summary: "All wallets of a user",
  scope: "wallets:read",
  response: z.object({ data: z.array(Wallet) }).meta({ id: "WalletList" }),
});

export const retrieveWallet = perUser({
  id: "wallets.retrieve",
  method: "get",
  path: "/wallets/{currency}",
  summary: "A wallet with its balance and lots",
  description: "A wallet that was never used is empty, not missing. Expired lots are gone the moment they expire.",
  scope: "wallets:read",
  params,
  response: Wallet,
  problems: ["currency.not_found"],
});

const walletOfUser = z.strictObject({ user: UserId, currency: Currency });

export const freezeWallet = operation({
  id: "wallets.freeze",
  method: "put",
  path: "/v1/users/{user}/wallets/{currency}/freeze",
  summary: "Freeze a wallet",
  description: "It can still be read, and money can still come in; nothing can be spent.",
  access: { scope: "wallets:write", roles: ["admin"] },
  params: walletOfUser,
  body: z.strictObject({ reason: text(500).min(1) }).meta({ id: "FreezeInput" }),
  response: Wallet,
  problems: ["user.not_found", "currency.not_found"],
});

export const unfreezeWallet = operation({
  id: "wallets.unfreeze",
  method: "delete",
  path: "/v1/users/{user}/wallets/{currency}/freeze",
  summary: "Unfreeze a wallet",
  access: { scope: "wallets:write", roles: ["admin"] },
  params: walletOfUser,
  response: Wallet,
  problems: ["user.not_found", "currency.not_found"],
});
