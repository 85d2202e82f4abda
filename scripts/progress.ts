/** Says what is being done, then how long it took. */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  process.stdout.write(`${label} … `);
  const start = performance.now();
  try {
    const result = await work();
    process.stdout.write(`${seconds(start)}\n`);
    return result;
  } catch (error) {
    process.stdout.write("failed\n");
    throw error;
  }
}

export function seconds(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
