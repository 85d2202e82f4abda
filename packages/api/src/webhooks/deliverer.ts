import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Sql } from "../platform/database.ts";
import { decryptionKeys } from "../platform/env.ts";
import { hintChannel } from "../platform/hints.ts";
import type { Platform } from "../platform/platform.ts";
import { type Claimed, claimEndpoints, extendLeases } from "./leases.ts";
import type { Sender } from "./send.ts";
import { createStint } from "./stint.ts";

/**
 * Sends what endpoints are to be told. Any number of them share the work: each takes endpoints on a lease, and works on
 * many at once, so that a slow one delays nobody but itself.
 */
export interface Deliverer {
  start(): Promise<void>;
  /** Takes no more, and resolves when what it has begun has ended. */
  stop(): Promise<void>;
  /** Works until nothing is due at this time. */
  drain(): Promise<void>;
}

const lookMilliseconds = 500;
// Hints come in bursts.
const gatherMilliseconds = 20;
const extendMilliseconds = 10_000;
const endpointsMax = 100;

interface Options {
  /** A pool with the operator's role, which sees where there is work at all tenants. */
  operator: Sql;
  sender: Sender;
  /** From 0 to 1, for the jitter of retries. */
  random?: () => number;
}

export function createDeliverer(platform: Platform, { operator, sender, random = Math.random }: Options): Deliverer {
  const { clock, log, environment } = platform;
  const worker = randomUUID();
  const held = new Map<string, { tenantId: number; isHinted: boolean; ended: Promise<void> }>();
  const hinted = new Set<number>();
  let stopping = false;
  let wake = () => {};
  let ended: Promise<unknown> = Promise.resolve();
  let unlisten = async () => {};

  const work = createStint({
    platform,
    sender,
    random,
    worker,
    keys: decryptionKeys(environment),
    isStopping: () => stopping,
  });

  function begin(claimed: Claimed): void {
    // A worker that was asleep for longer than its lease may get again what it still works on.
    if (held.has(claimed.endpointId)) return;
    const stint = work(claimed)
      .catch((error: unknown) => {
        // The lease ends by itself, and whoever has the next one tries again.
        log.error(
          { tenant: claimed.tenant.publicId, error: error instanceof Error ? error.stack : String(error) },
          "webhooks wait",
        );
      })
      .finally(() => {
        // Something happened after it had looked for the last time, perhaps.
        if (held.get(claimed.endpointId)?.isHinted) hint(claimed.tenant.id);
        held.delete(claimed.endpointId);
      });
    held.set(claimed.endpointId, { tenantId: claimed.tenant.id, isHinted: false, ended: stint });
  }

  function hint(tenantId: number): void {
    hinted.add(tenantId);
    for (const one of held.values()) if (one.tenantId === tenantId) one.isHinted = true;
    wake();
  }

  async function claim(): Promise<number> {
    const tenants = [...hinted];
    hinted.clear();
    const claimed = await claimEndpoints(operator, worker, clock.now(), tenants, endpointsMax - held.size);
    for (const one of claimed) begin(one);
    return claimed.length;
  }

  const allEnded = () => Promise.all([...held.values()].map(({ ended }) => ended));

  async function run(): Promise<void> {
    while (!stopping) {
      await claim().catch((error: unknown) =>
        log.warn({ error: String(error) }, "webhooks wait until the database answers"),
      );
      if (stopping) return;
      const over = new AbortController();
      wake = () => over.abort();
      if (hinted.size === 0) await wait(lookMilliseconds, undefined, { signal: over.signal }).catch(() => {});
      await wait(gatherMilliseconds);
    }
  }

  async function extend(): Promise<void> {
    while (!stopping) {
      await wait(extendMilliseconds, undefined, { ref: false });
      if (held.size > 0) await extendLeases(operator, worker, clock.now()).catch(() => {});
    }
  }

  return {
    async start() {
      ({ unlisten } = await platform.sql.listen(hintChannel, (tenants) => {
        for (const tenantId of tenants.split(",")) hint(Number(tenantId));
      }));
      ended = run();
      void extend();
    },
    async stop() {
      stopping = true;
      wake();
      await unlisten().catch(() => {});
      await ended;
      await allEnded();
      sender.close();
    },
    async drain() {
      do await allEnded();
      while ((await claim()) > 0);
    },
  };
}
