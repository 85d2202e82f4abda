import type { Clock } from "./clock.ts";
import { asTenant, type Sql } from "./database.ts";
import type { Log } from "./log.ts";

/**
 * Requests counted per window by all API processes together, without a round trip per request: each process counts for
 * itself, and a moment after the first request of a window it adds what is new to the shared row and learns the others' sum.
 * What slips through is at most what the processes let in between two such moments.
 */
export interface RateLimiter {
  take(tenantId: number, bucket: string, limit: number): Verdict;
}

export interface Verdict {
  allowed: boolean;
  limit: number;
  remaining: number;
  resetSeconds: number;
}

export const windowSeconds = 60;
const shareMilliseconds = 200;

interface Counter {
  tenantId: number;
  bucket: string;
  windowStart: number;
  /** Known of all processes, this one's shared part included. */
  shared: number;
  /** Taken here and not shared yet. */
  unshared: number;
}

export function createRateLimiter(sql: Sql, clock: Clock, log: Log): RateLimiter {
  let counters = new Map<string, Counter>();
  let sharing = false;

  function shareLater(): void {
    if (sharing) return;
    sharing = true;
    setTimeout(async () => {
      sharing = false;
      const now = clock.now().getTime();
      counters = new Map([...counters].filter(([, counter]) => counter.windowStart + windowSeconds * 1000 > now));
      const changed = [...counters.values()].filter((counter) => counter.unshared > 0);
      for (const group of Map.groupBy(changed, (counter) => counter.tenantId).values()) {
        await share(sql, group).catch((error: unknown) => {
          log.warn(
            { error: String(error) },
            "rate limits are counted by each process alone until the database answers",
          );
        });
      }
    }, shareMilliseconds).unref();
  }

  return {
    take(tenantId, bucket, limit) {
      const now = clock.now().getTime();
      const windowStart = now - (now % (windowSeconds * 1000));
      const id = `${tenantId}/${bucket}`;
      let counter = counters.get(id);
      if (counter?.windowStart !== windowStart) {
        counter = { tenantId, bucket, windowStart, shared: 0, unshared: 0 };
        counters.set(id, counter);
      }
      const allowed = counter.shared + counter.unshared < limit;
      if (allowed) {
        counter.unshared++;
        shareLater();
      }
      return {
        allowed,
        limit,
        remaining: Math.max(limit - counter.shared - counter.unshared, 0),
        resetSeconds: Math.ceil((windowStart + windowSeconds * 1000 - now) / 1000),
      };
    },
  };
}

async function share(sql: Sql, counters: Counter[]): Promise<void> {
  const tenantId = (counters[0] as Counter).tenantId;
  // In one order, so that processes that share at the same moment never wait in a circle.
  const sorted = counters.toSorted((a, b) => (a.bucket < b.bucket ? -1 : 1));
  const sent = sorted.map((counter) => counter.unshared);
  const rows = await asTenant(
    sql,
    tenantId,
    (tx) => tx<{ used: number }[]>`
      insert into rate_limits as r (tenant_id, bucket, window_start, used)
      select ${tenantId}, bucket, to_timestamp(window_start / 1000.0), used
      from unnest(${sorted.map((c) => c.bucket)}::text[], ${sorted.map((c) => c.windowStart)}::bigint[], ${sent}::int[])
        as n(bucket, window_start, used)
      on conflict (tenant_id, bucket, window_start) do update set used = r.used + excluded.used
      returning used`,
  );
  for (const [index, counter] of sorted.entries()) {
    counter.shared = rows[index]?.used ?? counter.shared;
    counter.unshared -= sent[index] ?? 0;
  }
}
