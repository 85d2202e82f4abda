import { createHash } from "node:crypto";
import type { Actor, Context, Outcome } from "./context.ts";
import { asTenant, type Transaction } from "./database.ts";
import { ProblemError, type Refusal, refusalOf } from "./problem.ts";
import { withRetry } from "./retry.ts";

/** Keys of users live apart from each other's and from the server's: nobody is answered with another's outcome. */
export const scopedKey = (actor: Actor, key: string): string =>
  // Encoded, since an id may hold a colon: one user's key must never read as another's.
  actor.kind === "user" ? `user:${encodeURIComponent(actor.id)}:${key}` : `key:${key}`;

/** What makes two requests the same: operation, path and body. */
export const fingerprintOf = (...parts: unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);

type Stored = { outcome: "done"; value: unknown } | Refusal;

/**
 * Does the work of an idempotent request in one transaction with the record of its outcome, refusals included. A request
 * that was seen before is answered from the record; one that differs is refused. Faults are not recorded.
 */
export async function idempotently<T>(context: Context, work: (tx: Transaction) => Promise<T>): Promise<Outcome<T>> {
  const { key, fingerprint } = context.idempotency ?? fail();
  const { outcome, replayed } = await withRetry(() =>
    asTenant(context.sql, context.tenant.id, async (tx): Promise<{ outcome: Stored; replayed: boolean }> => {
      // Two requests with the same key go one after the other; the second finds what the first has stored.
      await tx`select pg_advisory_xact_lock(hashtextextended(${key}, ${context.tenant.id}))`;
      const [seen] = await tx<{ fingerprint: Buffer; outcome: Stored }[]>`
        select fingerprint, outcome from idempotency_records where tenant_id = ${context.tenant.id} and key = ${key}`;
      if (seen) {
        if (seen.fingerprint.toString("hex") !== fingerprint) throw new ProblemError("idempotency.key_reused", {});
        return { outcome: seen.outcome, replayed: true };
      }
      const done = await tx.savepoint(work).then(
        (value): Stored => ({ outcome: "done", value }),
        (error: unknown): Stored => {
          if (!(error instanceof ProblemError) || error.status >= 500) throw error;
          return { outcome: "refused", code: error.code, facts: error.facts };
        },
      );
      await tx`
        insert into idempotency_records (tenant_id, key, fingerprint, outcome, created_at)
        values (${context.tenant.id}, ${key}, ${Buffer.from(fingerprint, "hex")}, ${tx.json(done as never)}, ${context.clock.now()})`;
      return { outcome: done, replayed: false };
    }),
  );
  if (outcome.outcome === "refused") throw refusalOf(replayed ? { ...outcome, replayed } : outcome);
  return { value: outcome.value as T, replayed };
}

function fail(): never {
  throw new TypeError("the operation is not declared idempotent in the contract");
}
