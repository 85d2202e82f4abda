/** Loads code, and asks for it again for as long as it does not come. */
export async function untilItComes<T>(name: string, load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      console.warn(`Bursar: the code of ${name} did not come.`);
      await new Promise((again) => setTimeout(again, 5_000));
    }
  }
}
