import type { Clock } from "../clock.ts";
import { ProblemError } from "../problem.ts";
import { windowSeconds } from "../rate-limit.ts";
import { lookupsPerWindow } from "../rate-policy.ts";

/**
 * Bounds how often an address may have credentials looked up that are none. Made-up ones cost the database something and the
 * caller nothing. Each process counts for itself: what one lets through is little enough for all of them.
 */
export interface LookupLimit {
  /** Counts a look-up before it is made. Answers how to take that back, when it was of a real credential. Throws `request.rate_limited`. */
  take(address: string | null): () => void;
}

const addressesMax = 10_000;

export function createLookupLimit(clock: Clock, factor: number): LookupLimit {
  const limit = lookupsPerWindow(factor);
  let window = { start: 0, counts: new Map<string, number>() };

  return {
    take(address) {
      const now = clock.now().getTime();
      const start = now - (now % (windowSeconds * 1000));
      const network = networkOf(address ?? "unknown");
      // Whoever has so many addresses must not fill the memory, either.
      const isFull = window.counts.size >= addressesMax && !window.counts.has(network);
      if (window.start !== start || isFull) window = { start, counts: new Map() };
      const { counts } = window;
      const count = counts.get(network) ?? 0;
      if (count >= limit) {
        const retryAfterSeconds = Math.ceil((start + windowSeconds * 1000 - now) / 1000);
        throw new ProblemError("request.rate_limited", { retryAfterSeconds });
      }
      counts.set(network, count + 1);
      return () => counts.set(network, (counts.get(network) ?? 1) - 1);
    },
  };
}

/** Whom an address stands for: with IPv6 it is the first half, since everyone has the whole of the second to choose from. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  const [before = [], after = []] = plain.split("::").map((groups) => groups.split(":").filter(Boolean));
  const zeros = plain.includes("::") ? Array<string>(Math.max(8 - before.length - after.length, 0)).fill("0") : [];
  return [...before, ...zeros, ...after].slice(0, 4).join(":");
}
