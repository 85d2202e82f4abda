import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What operators watch. One registry per process. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: "bursar_http_request_seconds",
      help: "Time to answer, by operation and status.",
      labelNames: ["operation", "status"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    problems: new Counter({
      name: "bursar_problems_total",
      help: "Refusals and failures, by code.",
      labelNames: ["code"],
      registers,
    }),
    batches: new Histogram({
      name: "bursar_hot_batch_size",
      help: "How many concurrent calls travelled in one database call.",
      labelNames: ["function"],
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      registers,
    }),
    streams: new Gauge({ name: "bursar_streams", help: "Live streams open at present.", registers }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
