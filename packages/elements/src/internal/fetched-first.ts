/**
 * Imports the first of these files, which needs the others, once all are in the browser's cache. Browsers remember for as
 * long as a page lives that a module could not be fetched, be it the one that is asked for or one that it needs, and never
 * ask again.
 */
export async function fetchedFirst(files: string[]): Promise<unknown> {
  const urls = files.map((file) => new URL(file, import.meta.url).href);
  const fetches = urls.map(async (url) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    // What is read to its end is in the cache.
    await response.arrayBuffer();
  });
  await Promise.all(fetches);
  return import(urls[0] as string);
}
