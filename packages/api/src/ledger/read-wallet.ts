import type { wallets } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { ProblemError } from "../platform/problem.ts";
import { withRetry } from "../platform/retry.ts";
import { ensureUser } from "../users/index.ts";

type Wallet = wallets.Wallet;

/** All wallets of a user, one for each currency of the tenant. */
export async function readWallets(context: Context, user: string): Promise<Wallet[]> {
  return (await read(context, user, null)) ?? (await read(context, await ensureUser(context, user), null)) ?? [];
}

/** One wallet, in one round trip. */
export async function readWallet(context: Context, user: string, currency: string): Promise<Wallet> {
  const found =
    (await read(context, user, currency)) ?? (await read(context, await ensureUser(context, user), currency));
  const wallet = found?.[0];
  if (!wallet) throw new ProblemError("currency.not_found", { currency });
  return wallet;
}

async function read(context: Context, user: string, currency: string | null): Promise<Wallet[] | null> {
  const now = context.clock.now();
  const [row] = await withRetry(
    () => context.sql<{ wallets: Omit<Wallet, "asOf">[] | null }[]>`
      select wallet_read(${context.tenant.id}, ${now}, ${user}, ${currency}) as wallets`,
  );
  return row?.wallets?.map((wallet) => ({ ...wallet, asOf: now.toISOString() })) ?? null;
}
