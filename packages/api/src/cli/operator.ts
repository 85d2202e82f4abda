import type { Context, Tenant } from "../platform/context.ts";
import { connect, type Sql } from "../platform/database.ts";
import { readEnvironment } from "../platform/env.ts";
import { createPlatform, type Platform } from "../platform/platform.ts";
import { selectTenants } from "../tenants/index.ts";

/** Runs a command with the platform and with the operator's own connection, and closes both. */
export async function asOperator(work: (platform: Platform, operator: Sql) => Promise<void>): Promise<void> {
  const environment = { ...readEnvironment(), LOG_LEVEL: "silent" as const, DATABASE_CONNECTIONS: 2 };
  const platform = createPlatform(environment);
  const operator = connect(environment.DATABASE_URL, { role: "bursar_operator", connectionsMax: 1 });
  try {
    await work(platform, operator);
  } finally {
    await Promise.all([operator.end({ timeout: 5 }), platform.close()]);
  }
}

/** The operator, acting within one tenant. */
export function contextOf({ sql, hot, hints, clock, log }: Platform, tenant: Tenant): Context {
  return {
    sql,
    hot,
    hints,
    clock,
    log,
    tenant,
    actor: { kind: "operator" },
    requestId: "cli",
    address: null,
    idempotency: null,
  };
}

export async function tenantById(operator: Sql, id: string): Promise<Tenant> {
  const tenant = (await selectTenants(operator)).find(({ publicId }) => publicId === id);
  if (!tenant) throw new Error(`There is no tenant ${id}; \`bursar tenant list\` shows them.`);
  return tenant;
}
