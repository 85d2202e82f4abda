import type { enrollments } from "@bursar/sdk/contract";
import type { Context } from "../platform/context.ts";
import { typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { withRetry } from "../platform/retry.ts";

type AccessRow = enrollments.AccessDecision;

const decisionOf = (row: AccessRow): AccessRow => ({
  ...row,
  enrollment: row.enrollment && typedId("enr", row.enrollment),
});

/** May this user enter? One round trip; changes nothing. */
export async function checkAccess(context: Context, user: string, offering: string): Promise<AccessRow> {
  const [row] = await withRetry(
    () => context.sql<{ decision: AccessRow }[]>`
      select access_check(${context.tenant.id}, ${context.clock.now()}, ${user}, ${offering}) as decision`,
  );
  return decisionOf((row as { decision: AccessRow }).decision);
}

/** An offering as a user sees it: price, access, and whether the wallet can pay. One round trip. */
export async function readOfferingStatus(
  context: Context,
  user: string,
  offering: string,
): Promise<enrollments.OfferingStatus> {
  const [row] = await withRetry(
    () => context.sql<{ status: Omit<enrollments.OfferingStatus, "shortfall"> | null }[]>`
      select offering_status(${context.tenant.id}, ${context.clock.now()}, ${user}, ${offering}) as status`,
  );
  const status = row?.status;
  if (!status) throw new ProblemError("offering.not_found", {});
  return {
    ...status,
    access: decisionOf(status.access),
    shortfall: status.access.allowed ? null : shortfallOf(status),
  };
}

function shortfallOf({ offering, balances }: Pick<enrollments.OfferingStatus, "offering" | "balances">) {
  const [price] = offering.prices;
  if (!price) return null;
  const available = balances.find((balance) => balance.currency === price.currency)?.balance ?? 0;
  if (available >= price.amount) return null;
  return { currency: price.currency, needed: price.amount, available, missing: price.amount - available };
}
