import type { Scope } from "@bursar/sdk/contract";
import { tenants } from "@bursar/sdk/contract";
import type { Transaction } from "../platform/database.ts";
import { typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";

interface TenantRow {
  public_id: string;
  name: string;
  mode: "test" | "live";
  settings: Partial<tenants.TenantSettings>;
  created_at: Date;
  updated_at: Date;
}

export async function selectTenant(tx: Transaction, tenantId: number): Promise<tenants.Tenant> {
  const [row] = await tx<TenantRow[]>`
    select public_id, name, mode, settings, created_at, updated_at from tenants where id = ${tenantId}`;
  if (!row) throw new ProblemError("server.error", {});
  return {
    id: typedId("ten", row.public_id),
    name: row.name,
    mode: row.mode,
    settings: { ...tenants.defaultSettings, ...row.settings },
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export interface KeyRow {
  id: string;
  kind: tenants.Key["kind"];
  name: string;
  hint: string;
  scopes: Scope[];
  origins: string[];
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
}

export const keyOf = (row: KeyRow): tenants.Key => ({
  id: typedId("key", row.id),
  kind: row.kind,
  name: row.name,
  hint: row.hint,
  scopes: row.scopes,
  origins: row.origins,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
  revokedAt: row.revoked_at?.toISOString() ?? null,
});

// Named, each of them: the hash is nobody's business, and a new column must not change what a process has prepared.
export const keyColumns = (tx: Transaction) =>
  tx`id, kind, name, hint, scopes, origins, created_at, expires_at, revoked_at`;

export async function selectKeys(tx: Transaction, tenantId: number): Promise<tenants.Key[]> {
  const rows = await tx<KeyRow[]>`select ${keyColumns(tx)} from keys where tenant_id = ${tenantId} order by id desc`;
  return rows.map(keyOf);
}

/** Throws `key.not_found`. */
export async function selectAndLockKey(tx: Transaction, tenantId: number, id: string): Promise<KeyRow> {
  const [row] = await tx<
    KeyRow[]
  >`select ${keyColumns(tx)} from keys where tenant_id = ${tenantId} and id = ${id} for update`;
  if (!row) throw new ProblemError("key.not_found", {});
  return row;
}

export async function updateKey(
  tx: Transaction,
  tenantId: number,
  id: string,
  changes: { origins?: string[]; expires_at?: Date; revoked_at?: Date },
): Promise<tenants.Key> {
  const [row] = await tx<KeyRow[]>`
    update keys set ${tx(changes)} where tenant_id = ${tenantId} and id = ${id} returning ${keyColumns(tx)}`;
  if (!row) throw new ProblemError("key.not_found", {});
  return keyOf(row);
}
