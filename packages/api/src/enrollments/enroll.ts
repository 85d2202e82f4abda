import type { Body, enrollments } from "@bursar/sdk/contract";
import { actorName, type Context, type Outcome } from "../platform/context.ts";
import { newUuid, typedId } from "../platform/ids.ts";
import { ProblemError, type Refusal, refusalOf } from "../platform/problem.ts";
import { ensureUser } from "../users/index.ts";

type Input = Body<typeof enrollments.createEnrollment.mine>;

type Enrolled = { outcome: "enrolled"; replayed?: true } & enrollments.NewEnrollment;

type Answer = Enrolled | Refusal | { outcome: "conflict" | "unknown_user" | "crowded" };

/** Enrolls a user, paying from the wallet, in one round trip. */
export async function enroll(
  context: Context,
  user: string,
  input: Input,
): Promise<Outcome<enrollments.NewEnrollment>> {
  const item = itemOf(context, user, input);
  const same = [JSON.stringify([user, input.offering]), ...(item.key === undefined ? [] : [item.key])];
  const call = (...alike: string[]) => context.hot.call<Answer>("enroll", context.tenant.id, item, [...same, ...alike]);
  let answer = await call();
  if (answer.outcome === "unknown_user") {
    await ensureUser(context, user);
    answer = await call();
  }
  // More wanted a place in the same call than there were: each asks again in a call of its own.
  while (answer.outcome === "crowded") answer = await call(JSON.stringify([input.offering]));
  switch (answer.outcome) {
    case "enrolled": {
      const { outcome: _, replayed = false, ...value } = answer as Enrolled;
      return { value, replayed };
    }
    case "refused":
      throw refusalOf(answer as Refusal);
    case "conflict":
      throw new ProblemError("idempotency.key_reused", {});
    case "unknown_user":
      throw new ProblemError("user.not_found", {});
  }
}

function itemOf(context: Context, user: string, { offering, currency, expectedPrice }: Input) {
  const id = newUuid(context.clock);
  const transaction = newUuid(context.clock);
  return {
    id,
    public_id: typedId("enr", id),
    entitlement_id: newUuid(context.clock),
    transaction_id: transaction,
    transaction_public_id: typedId("txn", transaction),
    user_id: user,
    offering_id: offering,
    currency,
    expected_currency: expectedPrice?.currency,
    expected_amount: expectedPrice?.amount,
    key: context.idempotency?.key,
    fingerprint: context.idempotency?.fingerprint,
    actor: actorName(context.actor),
    request_id: context.requestId,
    address: context.address,
  };
}
