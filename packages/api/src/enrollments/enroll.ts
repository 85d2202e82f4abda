import type { Body, enrollments } from "@bursar/sdk/contract";
import { actorName, type Context, type Outcome } from "../platform/context.ts";
import { newUuid, typedId } from "../platform/ids.ts";
import { ProblemError, type Refusal, refusalOf } from "../platform/problem.ts";
import { ensureUser } from "../users/index.ts";

type Input = Body<typeof enrollments.createEnrollment.mine>;

interface Enrolled {
  outcome: "enrolled";
  id: string;
  user: string;
  offering: string;
  source: enrollments.NewEnrollment["source"];
  transaction: string | null;
  balance: enrollments.NewEnrollment["balance"];
  at: string;
  expiresAt: string | null;
  replayed?: true;
}

type Answer = Enrolled | Refusal | { outcome: "conflict" } | { outcome: "unknown_user" };

/** Enrolls a user, paying from the wallet, in one round trip. */
export async function enroll(
  context: Context,
  user: string,
  input: Input,
): Promise<Outcome<enrollments.NewEnrollment>> {
  const item = itemOf(context, user, input);
  const call = () => context.hot.call<Answer>("enroll", context.tenant.id, item);
  let answer = await call();
  if (answer.outcome === "unknown_user") {
    await ensureUser(context, user);
    answer = await call();
  }
  switch (answer.outcome) {
    case "enrolled":
      return { value: enrollmentOf(answer), replayed: answer.replayed ?? false };
    case "refused":
      throw refusalOf(answer);
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
    apart: JSON.stringify([user, offering]),
  };
}

function enrollmentOf(answer: Enrolled): enrollments.NewEnrollment {
  return {
    id: answer.id,
    user: answer.user,
    offering: answer.offering,
    status: "active",
    createdAt: answer.at,
    expiresAt: answer.expiresAt,
    endedAt: null,
    source: answer.source,
    transaction: answer.transaction,
    balance: answer.balance,
  };
}
