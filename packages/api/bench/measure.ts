import { performance } from "node:perf_hooks";

export interface Measurement {
  perSecond: number;
  p50: number;
  p99: number;
}

/** Runs as many callers at once for so long, each beginning anew as soon as it has its answer. */
export async function measure(
  callers: number,
  milliseconds: number,
  call: () => Promise<unknown>,
): Promise<Measurement> {
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + milliseconds;
  const caller = async () => {
    while (performance.now() < end) {
      const began = performance.now();
      await call();
      latencies.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - start) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.min(Math.floor(latencies.length * share), latencies.length - 1)] ?? 0;
  return { perSecond: latencies.length / seconds, p50: at(0.5), p99: at(0.99) };
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Interleaves the cases round by round, so that a noisy moment of the machine meets all of them alike. */
export async function rounds(
  count: number,
  cases: Record<string, () => Promise<Measurement>>,
): Promise<Map<string, Measurement[]>> {
  const results = new Map<string, Measurement[]>(Object.keys(cases).map((name) => [name, []]));
  for (let round = 1; round <= count; round++) {
    for (const [name, run] of Object.entries(cases)) results.get(name)?.push(await run());
    process.stderr.write(`round ${round} of ${count}\n`);
  }
  return results;
}

export function printTable(results: Map<string, Measurement[]>): void {
  console.log(`\n${"".padEnd(44)}${["per second", "p50 ms", "p99 ms"].map((head) => head.padStart(12)).join("")}`);
  for (const [name, all] of results) {
    const cells = [
      median(all.map(({ perSecond }) => perSecond)).toFixed(0),
      median(all.map(({ p50 }) => p50)).toFixed(2),
      median(all.map(({ p99 }) => p99)).toFixed(2),
    ];
    console.log(name.padEnd(44) + cells.map((cell) => cell.padStart(12)).join(""));
  }
  console.log();
}

/** The median over the rounds of one case's figure divided by another's in the same round. */
export function ratio(results: Map<string, Measurement[]>, a: string, b: string, figure: keyof Measurement): number {
  const [of, to] = [results.get(a) ?? [], results.get(b) ?? []];
  return median(of.map((measurement, round) => measurement[figure] / (to[round]?.[figure] ?? Number.NaN)));
}

export function goal(
  name: string,
  value: number,
  comparison: "at least" | "at most",
  target: number,
  unit = "×",
): void {
  const isMet = comparison === "at least" ? value >= target : value <= target;
  const shown = (n: number) => `${Number.isInteger(n) ? n : n.toFixed(2)}${unit === "×" ? " ×" : ` ${unit}`}`;
  console.log(`goal ${name}: ${shown(value)} (to reach ${comparison} ${shown(target)}) ${isMet ? "met" : "missed"}`);
}
