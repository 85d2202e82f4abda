import type { Context } from "../platform/context.ts";
import type { Transaction } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";

/**
 * Throws `user.not_found` for whoever is nobody. A payee may have earned before they were ever seen: an offering names them.
 * Whoever asks for themselves is known by their token.
 */
export async function requirePayee(tx: Transaction, { tenant, actor }: Context, user: string): Promise<void> {
  if (actor.kind === "user" && actor.id === user) return;
  const [row] = await tx<{ known: boolean }[]>`
    select exists (select from users where tenant_id = ${tenant.id} and id = ${user})
      or exists (select from accounts where tenant_id = ${tenant.id} and user_id = ${user} and kind = 'earnings')
      or exists (select from holds where tenant_id = ${tenant.id} and payee_id = ${user}) as known`;
  if (!row?.known) throw new ProblemError("user.not_found", {});
}
