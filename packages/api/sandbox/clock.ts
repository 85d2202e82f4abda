import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Clock } from "../src/platform/clock.ts";

/** The machine's time, moved forward. */
export interface MovableClock extends Clock {
  /** Nothing, if it is that late already: what was written must not lie in the future. */
  moveTo(instant: Date): void;
}

/**
 * A clock that several processes share. How far it is ahead stands in a file, which is read each time: 10 µs, and no moment
 * at which the API has another time than the worker.
 */
export function createSandboxClock(file: string): MovableClock {
  const now = () => new Date(Date.now() + aheadBy(file));
  return {
    now,
    moveTo(instant) {
      if (instant <= now()) return;
      // Whoever reads meanwhile finds the old one or the new one, whole.
      writeFileSync(`${file}.new`, String(instant.getTime() - Date.now()));
      renameSync(`${file}.new`, file);
    },
  };
}

function aheadBy(file: string): number {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
  const milliseconds = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(milliseconds)) throw new Error(`${file} does not hold a clock`);
  return milliseconds;
}
