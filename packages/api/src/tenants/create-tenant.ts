import { tenants } from "@bursar/sdk/contract";
import type { Clock } from "../platform/clock.ts";
import type { Tenant } from "../platform/context.ts";
import type { Sql } from "../platform/database.ts";
import { newUuid, typedId } from "../platform/ids.ts";

/** Creates a tenant: one host site in one mode. For operators; `operator` is a pool with the operator's role. */
export async function createTenant(operator: Sql, clock: Clock, name: string, mode: "test" | "live"): Promise<Tenant> {
  const publicId = newUuid(clock);
  const now = clock.now();
  const [row] = await operator<{ id: number }[]>`
    insert into tenants (public_id, name, mode, created_at, updated_at)
    values (${publicId}, ${name}, ${mode}, ${now}, ${now})
    returning id`;
  return {
    id: (row as { id: number }).id,
    publicId: typedId("ten", publicId),
    mode,
    settings: tenants.defaultSettings,
  };
}

/** All tenants, in the order of their creation. */
export async function selectTenants(operator: Sql): Promise<(Tenant & { name: string })[]> {
  const rows = await operator<
    { id: number; public_id: string; name: string; mode: "test" | "live"; settings: object }[]
  >`
    select id, public_id, name, mode, settings from tenants order by id`;
  return rows.map((row) => ({
    id: row.id,
    publicId: typedId("ten", row.public_id),
    name: row.name,
    mode: row.mode,
    settings: { ...tenants.defaultSettings, ...row.settings },
  }));
}
