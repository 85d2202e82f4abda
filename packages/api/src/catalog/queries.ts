import type { catalog } from "@bursar/sdk/contract";
import type { Transaction } from "../platform/database.ts";
import { contains } from "../platform/search.ts";

export async function selectOptionalOffering(
  tx: Transaction,
  tenantId: number,
  id: string,
): Promise<catalog.Offering | null> {
  const [offering] = await selectOfferingsById(tx, tenantId, [id]);
  return offering ?? null;
}

/** Those of the ids that there are, in no order. */
export async function selectOfferingsById(
  tx: Transaction,
  tenantId: number,
  ids: readonly string[],
): Promise<catalog.Offering[]> {
  const rows = await tx<{ document: catalog.Offering }[]>`
    select offering_document(${tenantId}, id) as document
    from offerings
    where tenant_id = ${tenantId} and id = any (${ids as string[]})`;
  return rows.map(({ document }) => document);
}

interface Filter {
  kind?: catalog.Offering["kind"] | undefined;
  search?: string | undefined;
  aboveId: string | null;
  limit: number;
}

/** Offerings by id, above a cursor. */
export async function selectOfferings(tx: Transaction, tenantId: number, filter: Filter): Promise<catalog.Offering[]> {
  const rows = await tx<{ document: catalog.Offering }[]>`
    select offering_document(${tenantId}, id) as document
    from (
      select id from offerings
      where tenant_id = ${tenantId}
        ${filter.aboveId === null ? tx`` : tx`and id > ${filter.aboveId}`}
        ${filter.kind === undefined ? tx`` : tx`and kind = ${filter.kind}`}
        ${filter.search === undefined ? tx`` : tx`and search like ${contains(filter.search)}`}
      order by id
      limit ${filter.limit}) o
    order by id`;
  return rows.map(({ document }) => document);
}

export async function selectCurrencyCodes(tx: Transaction, tenantId: number, codes: string[]): Promise<Set<string>> {
  const rows = await tx<{ code: string }[]>`
    select code from currencies where tenant_id = ${tenantId} and code = any (${codes})`;
  return new Set(rows.map(({ code }) => code));
}

export async function selectSplitPlanIds(tx: Transaction, tenantId: number, ids: string[]): Promise<Set<string>> {
  const rows = await tx<{ id: string }[]>`
    select id from split_plans where tenant_id = ${tenantId} and id = any (${ids}) and version = 1`;
  return new Set(rows.map(({ id }) => id));
}

/** Who includes one of these, and what kind of offering that is. */
export async function selectContainers(
  tx: Transaction,
  tenantId: number,
  ids: string[],
): Promise<{ id: string; kind: catalog.Offering["kind"]; included: string }[]> {
  return tx`
    select o.id, o.kind, i.included_id as included
    from inclusions i
    join offerings o on o.tenant_id = ${tenantId} and o.id = i.offering_id
    where i.tenant_id = ${tenantId} and i.included_id = any (${ids})`;
}

/** What became of those sessions that were cancelled or settled, as it stays until the transaction ends. */
export async function selectAndLockOutcomes(
  tx: Transaction,
  tenantId: number,
  ids: string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  // Who settles one at this moment comes before or after.
  await tx`
    select from offerings where tenant_id = ${tenantId} and id = any (${ids}) order by id for no key update`;
  const rows = await tx<{ id: string; outcome: string }[]>`
    select o.id, coalesce(s.outcome, 'cancelled') as outcome
    from offerings o
    left join session_outcomes s on s.tenant_id = ${tenantId} and s.session_id = o.id
    where o.tenant_id = ${tenantId} and o.id = any (${ids}) and (s.outcome is not null or o.cancelled_at is not null)`;
  return new Map(rows.map(({ id, outcome }) => [id, outcome]));
}
