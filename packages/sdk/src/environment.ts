/** The few globals that tell where this code runs. */
export interface Environment {
  document?: unknown;
  WorkerGlobalScope?: unknown;
  navigator?: { userAgent?: string };
  process?: { versions?: { node?: string } };
}

/**
 * Whether whoever looks at the page can read this code's memory: a browser's page or one of its workers.
 *
 * Deno, Bun and edge runtimes have `WorkerGlobalScope` too, but only browsers call themselves `Mozilla/…` (RFC 9110 lets
 * anyone; history makes every browser do so). Node with jsdom has a `document` and says so as well: there `process` tells.
 */
export function isBrowser(environment: Environment = globalThis): boolean {
  if (environment.process?.versions?.node) return false;
  const hasBrowserScope = environment.document !== undefined || environment.WorkerGlobalScope !== undefined;
  return hasBrowserScope && Boolean(environment.navigator?.userAgent?.startsWith("Mozilla/"));
}
