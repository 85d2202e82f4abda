import type { Metrics } from "../platform/metrics.ts";
import { ProblemError } from "../platform/problem.ts";

/** The live streams of this process, so that a process that is to end can end them first. */
export interface Streams {
  /**
   * Counts a stream in; `end` is called when the process drains. Answers how to count it out. Throws `request.rate_limited`
   * for whoever has too many open.
   */
  enter(tenantId: number, user: string, end: () => void): () => void;
  endAll(): void;
}

// A page needs one. Nobody has so many open, and each costs memory that all share.
const perUserMax = 100;

export function createStreams(metrics: Metrics): Streams {
  const open = new Set<() => void>();
  const perUser = new Map<string, number>();
  return {
    enter(tenantId, user, end) {
      const id = `${tenantId}/${user}`;
      const others = perUser.get(id) ?? 0;
      if (others >= perUserMax) throw new ProblemError("request.rate_limited", { retryAfterSeconds: 60 });
      perUser.set(id, others + 1);
      open.add(end);
      metrics.streams.inc();
      return () => {
        if (!open.delete(end)) return;
        metrics.streams.dec();
        const left = (perUser.get(id) ?? 1) - 1;
        if (left === 0) perUser.delete(id);
        else perUser.set(id, left);
      };
    },
    endAll() {
      for (const end of [...open]) end();
    },
  };
}
