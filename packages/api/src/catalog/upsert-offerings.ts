import { isDeepStrictEqual } from "node:util";
import type { catalog } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { recordEvent } from "../platform/events.ts";
import { ProblemError } from "../platform/problem.ts";
import { withRetry } from "../platform/retry.ts";
import { promoteWaitlists } from "../waitlist/index.ts";
import { judge, type Wanted } from "./judge-offerings.ts";
import { selectOfferingsById } from "./queries.ts";
import { writeOffering, writeRelations } from "./write-offering.ts";

export type OfferingChange = { id: string } & catalog.OfferingInput;

export type Upserted =
  | { outcome: "created" | "updated" | "unchanged"; id: string }
  | { outcome: "refused"; id: string; problem: ProblemError };

/**
 * Creates or updates offerings under the host's own ids, each by itself; a field that is not sent keeps its value. The
 * changes may depend on what is there: the function that makes them reads under the lock.
 */
export async function upsertOfferings(
  context: Context,
  changesOf: OfferingChange[] | ((tx: Transaction) => Promise<OfferingChange[]>),
): Promise<Upserted[]> {
  const results = await withRetry(() =>
    asTenant(context.sql, context.tenant.id, async (tx) => {
      // One at a time in a tenant: offerings name each other, and hosts sync them from one place.
      await tx`select pg_advisory_xact_lock(hashtextextended('bursar.catalog', ${context.tenant.id}))`;
      const changes = Array.isArray(changesOf) ? changesOf : await changesOf(tx);
      return apply(tx, context, changes);
    }),
  );
  context.hints.send(context.tenant.id);
  // There may be more places now, or a window may have opened.
  await promoteWaitlists(
    context,
    results.flatMap(({ outcome, id }) => (outcome === "updated" ? [id] : [])),
  );
  return results;
}

/** The same for one. Throws what it is refused for. */
export async function upsertOffering(
  context: Context,
  id: string,
  change: (before: catalog.Offering | null) => catalog.OfferingInput,
): Promise<catalog.Offering> {
  const [result] = await upsertOfferings(context, async (tx) => {
    const [before] = await selectOfferingsById(tx, context.tenant.id, [id]);
    return [{ id, ...change(before ?? null) }];
  });
  if (result?.outcome === "refused") throw result.problem;
  const [offering] = await asTenant(context.sql, context.tenant.id, (tx) =>
    selectOfferingsById(tx, context.tenant.id, [id]),
  );
  if (!offering) throw new ProblemError("offering.not_found", {});
  return offering;
}

async function apply(tx: Transaction, context: Context, changes: OfferingChange[]): Promise<Upserted[]> {
  const tenantId = context.tenant.id;
  const before = new Map(
    (
      await selectOfferingsById(
        tx,
        tenantId,
        changes.map(({ id }) => id),
      )
    ).map((offering) => [offering.id, offering]),
  );
  const wanted = changes.map((change) => wantedOf(change, before.get(change.id)));
  const refused = await judge(tx, tenantId, wanted, before);
  const outcomeOf = (one: Wanted): Upserted => {
    const problem = refused.get(one.id);
    if (problem) return { outcome: "refused", id: one.id, problem };
    const was = before.get(one.id);
    if (!was) return { outcome: "created", id: one.id };
    return { outcome: isDeepStrictEqual(wantedOf({ id: one.id }, was), one) ? "unchanged" : "updated", id: one.id };
  };
  const results = wanted.map(outcomeOf);
  const changed = wanted.filter((_, index) => /created|updated/.test(results[index]?.outcome ?? ""));

  // Sent without waiting for each answer. Relations come last: they may name what has only just been written.
  await Promise.all(changed.map((one) => writeOffering(tx, context, one, before.get(one.id)?.prices ?? [])));
  await Promise.all(changed.map((one) => writeRelations(tx, context, one)));
  await Promise.all(
    changed.flatMap((one) => [
      recordEvent(tx, context, "offering.updated", null, { offering: one.id }),
      recordAudit(tx, context, "offering.upserted", `offering:${one.id}`, before.get(one.id) ?? null, { ...one }),
    ]),
  );
  return results;
}

const fresh = (id: string): Wanted => ({
  id,
  kind: "course",
  title: id,
  description: null,
  url: null,
  available: true,
  capacity: null,
  opensAt: null,
  closesAt: null,
  startsAt: null,
  endsAt: null,
  accessDays: null,
  payee: null,
  splitPlan: null,
  metadata: {},
  includes: [],
  prerequisites: [],
  prices: [],
});

/** How the offering is to be: as it was, with what was sent. */
function wantedOf(change: OfferingChange, before: catalog.Offering | undefined): Wanted {
  const {
    createdAt: _,
    updatedAt: __,
    cancelledAt: ___,
    ...was
  } = before ?? {
    ...fresh(change.id),
    ...{ createdAt: "", updatedAt: "", cancelledAt: null },
  };
  const sent = Object.entries(change).filter(([, value]) => value !== undefined);
  const wanted: Wanted = { ...was, ...Object.fromEntries(sent) };
  return {
    ...wanted,
    opensAt: instant(wanted.opensAt),
    closesAt: instant(wanted.closesAt),
    startsAt: instant(wanted.startsAt),
    endsAt: instant(wanted.endsAt),
    prices: wanted.prices
      .map(({ currency, amount }) => ({ currency, amount }))
      .toSorted((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}

/** The database writes the same instant another way. */
const instant = (value: string | null): string | null => value && new Date(value).toISOString();
