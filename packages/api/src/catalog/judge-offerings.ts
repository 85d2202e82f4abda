import type { catalog } from "@bursar/sdk/contract";
import type { Transaction } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";
import {
  selectAndLockOutcomes,
  selectContainers,
  selectCurrencyCodes,
  selectOfferingsById,
  selectSplitPlanIds,
} from "./queries.ts";

/** An offering as it is to be. */
export type Wanted = Omit<catalog.Offering, "prices" | "cancelledAt" | "createdAt" | "updatedAt"> & {
  prices: Pick<catalog.Price, "currency" | "amount">[];
};

type Kind = catalog.Offering["kind"];

// What is wider may include what is narrower, so that nothing can include itself by a detour.
const width: Record<Kind, number> = { session: 1, course: 2, membership: 3 };

/** Which of the offerings can't be as they are wanted, and why. */
export async function judge(
  tx: Transaction,
  tenantId: number,
  wanted: readonly Wanted[],
  before: ReadonlyMap<string, catalog.Offering>,
): Promise<Map<string, ProblemError>> {
  const named = wanted.flatMap(({ includes, prerequisites }) => [...includes, ...prerequisites]);
  const turned = wanted.filter(({ id, kind }) => (before.get(id)?.kind ?? kind) !== kind).map(({ id }) => id);
  const codes = wanted.flatMap(({ prices }) => prices.map(({ currency }) => currency));
  const planIds = wanted.flatMap(({ splitPlan }) => splitPlan ?? []);
  const moved = wanted.filter((one) => isMoved(one, before.get(one.id))).map(({ id }) => id);
  const [others, containers, currencies, plans, outcomes] = await Promise.all([
    selectOfferingsById(tx, tenantId, named),
    selectContainers(tx, tenantId, turned),
    selectCurrencyCodes(tx, tenantId, codes),
    selectSplitPlanIds(tx, tenantId, planIds),
    selectAndLockOutcomes(tx, tenantId, moved),
  ]);
  const kinds = new Map<string, Kind>(others.map(({ id, kind }) => [id, kind]));
  for (const { id, kind } of wanted) kinds.set(id, kind);

  const refused = new Map<string, ProblemError>();
  const refuse = (one: Wanted): ProblemError | null => {
    const unknown = one.prices.find(({ currency }) => !currencies.has(currency));
    if (unknown) return new ProblemError("currency.not_found", { currency: unknown.currency });
    if (isBackwards(one.opensAt, one.closesAt) || isBackwards(one.startsAt, one.endsAt)) {
      return new ProblemError("offering.times_invalid", {});
    }
    const outcome = outcomes.get(one.id);
    if (outcome !== undefined) return new ProblemError("offering.settled", { outcome });
    if (one.splitPlan !== null && !plans.has(one.splitPlan)) return new ProblemError("splitPlan.not_found", {});
    if (one.splitPlan !== null && one.payee === null) return new ProblemError("splitPlan.payee_missing", {});
    if (one.prerequisites.includes(one.id)) {
      return new ProblemError("request.invalid", {}, [
        { pointer: "#/prerequisites", detail: "names the offering itself" },
      ]);
    }
    if ([...one.includes, ...one.prerequisites].some((id) => !kinds.has(id))) {
      return new ProblemError("offering.not_found", {});
    }
    const inverted = one.includes.find((id) => width[kinds.get(id) as Kind] >= width[one.kind]);
    if (inverted) return new ProblemError("offering.inclusion_invalid", { offering: one.id, includes: inverted });
    const container = containers.find(
      ({ id, kind, included }) => included === one.id && width[kinds.get(id) ?? kind] <= width[one.kind],
    );
    return container
      ? new ProblemError("offering.inclusion_invalid", { offering: container.id, includes: one.id })
      : null;
  };

  // Whoever names one that is refused, and was not there before, names nothing: until nobody is left who does.
  for (let found = true; found; ) {
    found = false;
    for (const one of wanted.filter(({ id }) => !refused.has(id))) {
      const problem = refuse(one);
      if (!problem) continue;
      found = true;
      refused.set(one.id, problem);
      const was = before.get(one.id);
      if (was) kinds.set(one.id, was.kind);
      else kinds.delete(one.id);
    }
  }
  return refused;
}

const isBackwards = (from: string | null, to: string | null): boolean => from !== null && to !== null && from >= to;

/** Whether a session that there was is to take place at another time, or to be something else. */
function isMoved({ kind, startsAt, endsAt }: Wanted, before: catalog.Offering | undefined): boolean {
  if (before?.kind !== "session") return false;
  const differs = (one: string | null, other: string | null) =>
    (one && new Date(one).getTime()) !== (other && new Date(other).getTime());
  return kind !== "session" || differs(startsAt, before.startsAt) || differs(endsAt, before.endsAt);
}
