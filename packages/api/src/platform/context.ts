import type { Role, Scope, tenants } from "@bursar/sdk/contract";
import type { Clock } from "./clock.ts";
import type { Sql } from "./database.ts";
import type { Hints } from "./hints.ts";
import type { HotCalls } from "./hot.ts";
import type { Log } from "./log.ts";

export type Actor =
  | { kind: "key"; id: string; scopes: readonly Scope[] }
  | { kind: "user"; id: string; roles: readonly Role[] }
  | { kind: "job"; name: string }
  | { kind: "operator" };

export interface Tenant {
  id: number;
  /** `ten_…` */
  publicId: string;
  mode: "test" | "live";
  settings: tenants.TenantSettings;
}

/** All that a verb may lean on. There is nothing else: no globals, no clock of its own. */
export interface Context {
  sql: Sql;
  hot: HotCalls;
  hints: Hints;
  clock: Clock;
  log: Log;
  tenant: Tenant;
  actor: Actor;
  requestId: string;
  /** Where the request came from. */
  address: string | null;
  /** Of an idempotent request: the key within its actor's name space, and the request's digest. */
  idempotency: { key: string; fingerprint: string } | null;
}

/** The actor as it stands in the ledger and the audit log: `user:42`, `key:key_01jd…`. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case "job":
      return `job:${actor.name}`;
    case "operator":
      return "operator";
    default:
      return `${actor.kind}:${actor.id}`;
  }
}

/** What a verb answers whose request may have been seen before. */
export interface Outcome<T> {
  value: T;
  replayed: boolean;
}
