const [second, minute, hour] = [1, 60, 3600];

/** Seconds before each further attempt, as Standard Webhooks suggests: ten attempts over three days. */
const delays = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];

/** An endpoint that has taken nothing for so long, while it was sent something, is disabled. */
export const failingSecondsMax = 72 * hour;

/** What an endpoint asks for by `Retry-After` is heeded up to here. */
const retryAfterSecondsMax = 6 * hour;

// Up to so much later: what has failed together does not come again together.
const jitter = 0.2;

/** After how many seconds to try again, when `step` attempts have failed; null when there were enough. */
export function delayAfter(step: number, retryAfterSeconds: number | null, random: () => number): number | null {
  const delay = delays[step - 1];
  if (delay === undefined) return null;
  return Math.max(delay * (1 + jitter * random()), pauseOf(retryAfterSeconds));
}

export const pauseOf = (retryAfterSeconds: number | null): number =>
  Math.min(retryAfterSeconds ?? 0, retryAfterSecondsMax);
