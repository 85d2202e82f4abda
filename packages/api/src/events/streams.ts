import type { Metrics } from "../platform/metrics.ts";

/** The live streams of this process, so that a process that is to end can end them first. */
export interface Streams {
  /** Counts a stream in; `end` is called when the process drains. Answers how to count it out. */
  enter(end: () => void): () => void;
  endAll(): void;
}

export function createStreams(metrics: Metrics): Streams {
  const open = new Set<() => void>();
  return {
    enter(end) {
      open.add(end);
      metrics.streams.inc();
      return () => {
        if (open.delete(end)) metrics.streams.dec();
      };
    },
    endAll() {
      for (const end of [...open]) end();
    },
  };
}
