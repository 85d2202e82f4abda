import { credentialChannel } from "../platform/auth/announce.ts";
import { asTenant } from "../platform/database.ts";
import { hintChannel } from "../platform/hints.ts";
import type { Platform } from "../platform/platform.ts";
import { type PlacedEvent, type Position, selectEnd, selectEventsAfter, selectIsHeldBack } from "./queries.ts";

type Listener = (placed: PlacedEvent) => void;

/**
 * Brings a tenant's new events to the live streams of this process: one reader per tenant, however many streams there are.
 * A hint wakes it at once; every few seconds it looks by itself, so that a lost hint only delays.
 */
export interface Hub {
  start(): Promise<void>;
  /** Told of each of the user's events from now on. Resolves to where "now" was, and a way to end it. */
  subscribe(tenantId: number, user: string, listener: Listener): Promise<{ from: Position; unsubscribe(): void }>;
  stop(): Promise<void>;
}

const lookMilliseconds = 5_000;
const heldBackMilliseconds = 20;
const pageSize = 500;

interface Reader {
  position: Promise<Position>;
  listeners: Map<string, Set<Listener>>;
  reading: boolean;
  again: boolean;
}

export function createHub(platform: Platform): Hub {
  const { sql, log, credentials } = platform;
  const readers = new Map<number, Reader>();
  let stopped = false;
  let timer: NodeJS.Timeout;
  const unlisten: (() => Promise<void>)[] = [];

  async function read(tenantId: number, reader: Reader): Promise<void> {
    if (reader.reading) {
      reader.again = true;
      return;
    }
    reader.reading = true;
    try {
      do {
        reader.again = false;
        const after = await reader.position;
        const { placed, heldBack } = await asTenant(sql, tenantId, async (tx) => {
          const found = await selectEventsAfter(tx, tenantId, after, pageSize);
          return { placed: found, heldBack: await selectIsHeldBack(tx, tenantId) };
        });
        for (const one of placed) {
          reader.position = Promise.resolve(one.position);
          for (const listener of reader.listeners.get(one.event.user ?? "") ?? []) listener(one);
        }
        if (placed.length === pageSize) reader.again = true;
        else if (heldBack) setTimeout(() => wake(tenantId), heldBackMilliseconds).unref();
      } while (reader.again && !stopped);
    } catch (error) {
      log.warn({ error: String(error) }, "live events wait until the database answers");
    } finally {
      reader.reading = false;
    }
  }

  function wake(tenantId: number): void {
    const reader = readers.get(tenantId);
    if (reader && !stopped) void read(tenantId, reader);
  }

  return {
    async start() {
      timer = setInterval(() => {
        for (const tenantId of readers.keys()) wake(tenantId);
      }, lookMilliseconds).unref();
      // Begun together: the driver goes on trying those that it knows, should the database be away at first or later.
      const listening = await Promise.all([
        sql.listen(hintChannel, (tenants) => {
          for (const tenantId of tenants.split(",")) wake(Number(tenantId));
        }),
        sql.listen(
          credentialChannel,
          () => credentials.forget(),
          // After a lost connection, announcements may have been missed.
          () => credentials.forget(),
        ),
      ]);
      unlisten.push(...listening.map((one) => one.unlisten));
    },

    async subscribe(tenantId, user, listener) {
      let reader = readers.get(tenantId);
      if (!reader) {
        reader = { position: asTenant(sql, tenantId, selectEnd), listeners: new Map(), reading: false, again: false };
        readers.set(tenantId, reader);
        reader.position.catch(() => readers.delete(tenantId));
      }
      const { listeners } = reader;
      const own = listeners.get(user) ?? new Set();
      listeners.set(user, own.add(listener));
      return {
        from: await reader.position,
        unsubscribe() {
          own.delete(listener);
          if (own.size === 0) listeners.delete(user);
          if (listeners.size === 0) readers.delete(tenantId);
        },
      };
    },

    async stop() {
      stopped = true;
      clearInterval(timer);
      await Promise.allSettled(unlisten.map((end) => end()));
    },
  };
}
