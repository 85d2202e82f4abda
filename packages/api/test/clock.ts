import type { Clock } from "../src/platform/clock.ts";

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  set(instant: string): void;
  advance(step: { days?: number; hours?: number; minutes?: number; seconds?: number }): void;
}

export function createTestClock(instant = "2026-11-20T09:00:00.000Z"): TestClock {
  let milliseconds = Date.parse(instant);
  return {
    now: () => new Date(milliseconds),
    set(to) {
      milliseconds = Date.parse(to);
    },
    advance({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
      milliseconds += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
    },
  };
}
