import type { Sql } from "./database.ts";
import type { Log } from "./log.ts";

/**
 * Tells all API processes, after a commit, that a tenant has new events. Only a hint: whoever misses it finds the events by
 * cursor. Gathered, so that a thousand commits a second become a few notifications.
 */
export interface Hints {
  send(tenantId: number): void;
}

const gatherMilliseconds = 25;
export const hintChannel = "bursar_events";

export function createHints(sql: Sql, log: Log): Hints {
  const waiting = new Set<number>();
  let quiet = true;

  async function flush(): Promise<void> {
    const tenants = [...waiting];
    waiting.clear();
    if (tenants.length === 0) {
      quiet = true;
      return;
    }
    setTimeout(flush, gatherMilliseconds).unref();
    await sql`select pg_notify(${hintChannel}, ${tenants.join(",")})`.catch((error: unknown) => {
      log.warn({ error: String(error) }, "a hint of new events was not sent; readers will find them by themselves");
    });
  }

  return {
    send(tenantId) {
      waiting.add(tenantId);
      if (!quiet) return;
      quiet = false;
      void flush();
    },
  };
}
