import { type Batcher, createBatcher } from "./batcher.ts";
import type { Clock } from "./clock.ts";
import type { Sql } from "./database.ts";
import type { Hints } from "./hints.ts";
import { ProblemError } from "./problem.ts";
import { withRetry } from "./retry.ts";

/** Database functions of the form f(tenant, now, items) → outcomes: a verb in one round trip, many of them in one call. */
export type HotFunction = "ledger_post" | "enroll";

export interface HotCalls {
  /**
   * One item; travels with whatever else is under way for this tenant. Two items that have one of `apart` in common never
   * travel in the same call: the second must see what the first has done.
   */
  call<Outcome>(name: HotFunction, tenantId: number, item: object, apart: readonly string[]): Promise<Outcome>;
}

interface HotItem {
  item: object;
  apart: readonly string[];
}

// Two calls under way keep the database busy while the process reads one's answers and gathers the next. Enrolling hardly
// ever waits for another's lock, and a third uses the time in which the others wait for the disk.
const lanes: Record<HotFunction, number> = { ledger_post: 2, enroll: 3 };
const itemsMax = 256;

export function createHotCalls(
  sql: Sql,
  clock: Clock,
  hints: Hints,
  onBatch: (name: string, size: number) => void,
): HotCalls {
  const batchers = new Map<string, Batcher<HotItem, unknown>>();

  async function send(name: HotFunction, tenantId: number, items: HotItem[]): Promise<unknown[]> {
    onBatch(name, items.length);
    const [row] = await withRetry(
      () =>
        sql<
          { outcomes: unknown[] }[]
        >`select ${sql(name)}(${tenantId}, ${clock.now()}, ${sql.json(items.map(({ item }) => item) as never)}) as outcomes`,
    );
    hints.send(tenantId);
    return row?.outcomes ?? [];
  }

  return {
    async call<Outcome>(name: HotFunction, tenantId: number, item: object, apart: readonly string[]) {
      const id = `${name}/${tenantId}`;
      let batcher = batchers.get(id);
      if (!batcher) {
        batcher = createBatcher<HotItem, unknown>((items) => send(name, tenantId, items), {
          lanes: lanes[name],
          itemsMax,
          keysOf: ({ apart }) => apart,
          isOutage: (error) => error instanceof ProblemError,
        });
        batchers.set(id, batcher);
      }
      return (await batcher.add({ item, apart })) as Outcome;
    },
  };
}
