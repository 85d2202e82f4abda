import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createBatcher } from "./batcher.ts";

interface Call {
  items: string[];
  answer(): Promise<void>;
  fail(error: Error): Promise<void>;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A batcher with two lanes, whose calls are answered by hand: each item with itself. */
function playedBatcher() {
  const calls: Call[] = [];
  const batcher = createBatcher<string, string>(
    (items) =>
      new Promise((resolve, reject) => {
        const then = async (settle: () => void) => {
          settle();
          await vi.advanceTimersByTimeAsync(0);
        };
        calls.push({
          items,
          answer: () => then(() => resolve(items)),
          fail: (error) => then(() => reject(error)),
        });
      }),
    {
      lanes: 2,
      itemsMax: 100,
      keysOf: (item) => [item.split(":")[0] as string],
      isOutage: (error) => (error as Error).message === "outage",
    },
  );
  const add = async (...items: string[]) => {
    const answers = items.map((item) => batcher.add(item));
    for (const answer of answers) answer.catch(() => {});
    await vi.advanceTimersByTimeAsync(0);
    return answers;
  };
  return { add, calls, sizes: () => calls.map(({ items }) => items.length) };
}

const some = (count: number, name = "item") => Array.from({ length: count }, (_, n) => `${name}${n}`);

it("sends a lone item at once, and the next beside it", async () => {
  const { add, sizes } = playedBatcher();
  await add("a");
  expect(sizes()).toEqual([1]);
  await add("b");
  expect(sizes()).toEqual([1, 1]);
});

it("sends what comes in one turn together, shared out among the lanes when it is much", async () => {
  const { add, sizes } = playedBatcher();
  await add(...some(40));
  expect(sizes()).toEqual([20, 20]);
});

it("lets items gather beside a call until there are as many as under way", async () => {
  const { add, sizes } = playedBatcher();
  await add(...some(10));
  await add(...some(9, "other"));
  expect(sizes()).toEqual([10]);
  await add("last");
  expect(sizes()).toEqual([10, 10]);
});

it("sends what has gathered as soon as the call before is answered", async () => {
  const { add, calls, sizes } = playedBatcher();
  await add(...some(10));
  await add("a", "b");
  await calls[0]?.answer();
  expect(sizes()).toEqual([10, 2]);
});

it("lets nobody wait long for a call that is stuck", async () => {
  const { add, sizes } = playedBatcher();
  await add(...some(10));
  await add("a");
  await vi.advanceTimersByTimeAsync(10);
  await add("b");
  await vi.advanceTimersByTimeAsync(10);
  expect(sizes()).toEqual([10, 2]);
});

it("keeps apart what has a key in common, and answers each with its own", async () => {
  const { add, calls } = playedBatcher();
  const answers = await add("x:1", "y:1", "x:2");
  expect(calls.map(({ items }) => items)).toEqual([["x:1", "y:1"]]);
  await calls[0]?.answer();
  await calls[1]?.answer();
  expect(await Promise.all(answers)).toEqual(["x:1", "y:1", "x:2"]);
});

it("tries one by one what has failed together, but not in an outage", async () => {
  const { add, calls } = playedBatcher();
  const [good, bad] = await add("good", "bad");
  await calls[0]?.fail(new Error("one of them"));
  await calls[1]?.answer();
  await calls[2]?.fail(new Error("mine"));
  await expect(good).resolves.toBe("good");
  await expect(bad).rejects.toThrow("mine");

  const [one, other] = await add("one", "other");
  await calls[3]?.fail(new Error("outage"));
  await expect(one).rejects.toThrow("outage");
  await expect(other).rejects.toThrow("outage");
  expect(calls).toHaveLength(4);
});
