import type { catalog } from "@bursar/sdk/contract";
import type { Transaction } from "../platform/database.ts";

export async function selectOptionalOffering(
  tx: Transaction,
  tenantId: number,
  id: string,
): Promise<catalog.Offering | null> {
  const [row] = await tx<
    { document: catalog.Offering | null }[]
  >`select offering_document(${tenantId}, ${id}) as document`;
  return row?.document ?? null;
}

/** Offerings by id, above a cursor. */
export async function selectOfferings(
  tx: Transaction,
  tenantId: number,
  filter: { kind?: catalog.Offering["kind"] | undefined; aboveId: string | null; limit: number },
): Promise<catalog.Offering[]> {
  const rows = await tx<{ document: catalog.Offering }[]>`
    select offering_document(${tenantId}, id) as document
    from (
      select id from offerings
      where tenant_id = ${tenantId}
        ${filter.aboveId === null ? tx`` : tx`and id > ${filter.aboveId}`}
        ${filter.kind === undefined ? tx`` : tx`and kind = ${filter.kind}`}
      order by id
      limit ${filter.limit}) o
    order by id`;
  return rows.map(({ document }) => document);
}
