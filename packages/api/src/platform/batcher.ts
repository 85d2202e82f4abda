/**
 * Gathers concurrent calls into one. A lone caller waits for nobody; who comes while a call is under way leaves in another
 * as soon as as many wait as are under way, or when that call is answered, or when they have waited a moment. So calls grow
 * with the load, of which most costs less in one than in many.
 */
export interface Batcher<Item, Outcome> {
  add(item: Item): Promise<Outcome>;
}

interface Options<Item> {
  /** How many calls may be under way at once. */
  lanes: number;
  /** How many items one call takes. */
  itemsMax: number;
  /** Items with a key in common never travel in the same call: the second must see what the first has done. */
  keysOf(item: Item): readonly string[];
  /** True when every item of the call would fail alike, so that trying one by one is no use. */
  isOutage(error: unknown): boolean;
}

interface Waiting<Item, Outcome> {
  item: Item;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

// A call costs about as much by itself as this many items do: fewer are not worth a lane of their own.
const shareMin = 12;
// What is under way may have to wait for a lock. Who comes later must not wait for that as well.
const patienceMilliseconds = 20;

export function createBatcher<Item, Outcome>(
  call: (items: Item[]) => Promise<Outcome[]>,
  { lanes, itemsMax, keysOf, isOutage }: Options<Item>,
): Batcher<Item, Outcome> {
  let queue: Waiting<Item, Outcome>[] = [];
  let busy = 0;
  let underWay = 0;
  let isAboutToLeave = false;
  let impatience: NodeJS.Timeout | undefined;

  function takeBatch(): Waiting<Item, Outcome>[] {
    // What came in one burst is shared out among the lanes that are free, or one would carry all and the others stand idle.
    const share = Math.ceil(queue.length / (lanes - busy));
    const size = Math.min(Math.max(share, shareMin), itemsMax);
    const batch: Waiting<Item, Outcome>[] = [];
    const later: Waiting<Item, Outcome>[] = [];
    const keys = new Set<string>();
    for (const waiting of queue) {
      const own = keysOf(waiting.item);
      if (batch.length === size || own.some((key) => keys.has(key))) {
        later.push(waiting);
      } else {
        for (const key of own) keys.add(key);
        batch.push(waiting);
      }
    }
    queue = later;
    return batch;
  }

  async function send(batch: Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await call(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => {
        resolve(outcomes[index] as Outcome);
      });
    } catch (error) {
      if (batch.length === 1 || isOutage(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      // One item broke the call for all. Alone, each gets the answer that is its own.
      for (const waiting of batch) await send([waiting]);
    }
  }

  async function begin(): Promise<void> {
    const batch = takeBatch();
    busy++;
    underWay += batch.length;
    await send(batch);
    busy--;
    underWay -= batch.length;
    leave();
  }

  function leave(): void {
    while (busy < lanes && queue.length > 0 && queue.length >= underWay) void begin();
    if (busy === lanes || queue.length === 0) {
      clearTimeout(impatience);
      impatience = undefined;
    } else {
      impatience ??= setTimeout(() => {
        impatience = undefined;
        void begin();
      }, patienceMilliseconds);
    }
  }

  return {
    add(item) {
      return new Promise<Outcome>((resolve, reject) => {
        queue.push({ item, resolve, reject });
        if (isAboutToLeave) return;
        isAboutToLeave = true;
        // In the next microtask, so that calls made in the same turn travel together.
        queueMicrotask(() => {
          isAboutToLeave = false;
          leave();
        });
      });
    },
  };
}
