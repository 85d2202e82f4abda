import type { Body, tenants } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import { hashKey, hintOf, newKey } from "../platform/auth/keys.ts";
import type { Context } from "../platform/context.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { newUuid, typedId } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";
import { type KeyRow, keyColumns, keyOf } from "./queries.ts";

type Input = Body<typeof tenants.createKey>;

/** Creates a key, which is told this once and stored as a hash. No key makes one that may do more than itself. */
export async function createKey(context: Context, input: Input): Promise<tenants.NewKey> {
  if (input.kind === "secret") refuseMoreThanOwn(context, input.scopes);
  return asTenant(context.sql, context.tenant.id, (tx) => insertKey(tx, context, input));
}

export async function insertKey(tx: Transaction, context: Context, input: Input): Promise<tenants.NewKey> {
  const key = newKey(input.kind, context.tenant.mode);
  const scopes = input.kind === "secret" ? input.scopes : [];
  const origins = input.kind === "publishable" ? input.origins : [];
  const [row] = await tx<KeyRow[]>`
    insert into keys (tenant_id, id, kind, name, hash, hint, scopes, origins, created_at)
    values (${context.tenant.id}, ${newUuid(context.clock)}, ${input.kind}, ${input.name}, ${hashKey(key)}, ${hintOf(key)},
      ${scopes}, ${origins}, ${context.clock.now()})
    returning ${keyColumns(tx)}`;
  if (!row) throw new ProblemError("server.error", {});
  await recordAudit(tx, context, "key.created", `key:${typedId("key", row.id)}`, null, {
    kind: input.kind,
    name: input.name,
    scopes,
    origins,
  });
  return { ...keyOf(row), key };
}

/** Throws for scopes that the key which asks does not have itself. */
export function refuseMoreThanOwn({ actor }: Context, wanted: readonly string[]): void {
  if (actor.kind !== "key" || actor.scopes.length === 0) return;
  const own: readonly string[] = actor.scopes;
  // No scopes would mean all of them.
  const missing = wanted.length === 0 ? "all scopes" : wanted.find((scope) => !own.includes(scope));
  if (missing) throw new ProblemError("auth.forbidden", { needs: missing });
}
