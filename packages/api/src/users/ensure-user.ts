import { actorName, type Context } from "../platform/context.ts";
import { newUuid, typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { withRetry } from "../platform/retry.ts";

/**
 * Makes the user known whom a token names: the host's server has vouched for them. A server or an admin that names an
 * unknown user has a mistake to hear of instead. Answers the id.
 */
export async function ensureUser(context: Context, user: string): Promise<string> {
  if (context.actor.kind !== "user" || context.actor.id !== user) throw new ProblemError("user.not_found", {});
  await createUserIfMissing(context, user);
  return user;
}

export async function createUserIfMissing(context: Context, user: string): Promise<void> {
  const now = context.clock.now();
  const [row] = await withRetry(
    () => context.sql<{ created: boolean }[]>`
      select ensure_user(${context.tenant.id}, ${now}, ${user}, ${context.sql.json(signUpCredit(context, user, now) as never)}) as created`,
  );
  if (row?.created) context.hints.send(context.tenant.id);
}

function signUpCredit(context: Context, user: string, now: Date): Record<string, unknown> | null {
  const credit = context.tenant.settings.signUpCredit;
  if (!credit) return null;
  const id = newUuid(context.clock);
  const expiresAt = credit.expiresInDays && new Date(now.getTime() + credit.expiresInDays * 86_400_000);
  return {
    id,
    public_id: typedId("txn", id),
    type: "sign_up_credit",
    user_id: user,
    currency: credit.currency,
    amount: credit.amount,
    against: "issuance",
    funding: "promotional",
    refundable: false,
    expires_at: expiresAt ? expiresAt.toISOString() : null,
    reference: user,
    actor: actorName(context.actor),
    request_id: context.requestId,
    address: context.address,
  };
}
