/**
 * Stands in for ky in the browser build: all that the SDK's transport asks of it, in a tenth of the 8 kB, which would be
 * two fifths of what a page may load. Whoever installs these elements from npm bundles ky itself.
 */
interface Options {
  method: string;
  searchParams: Record<string, string | number | boolean | undefined>;
  headers: Record<string, string | undefined>;
  body: string | null;
  signal: AbortSignal | null;
  timeout: number;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  retry: {
    limit: number;
    statusCodes: number[];
    afterStatusCodes: number[];
    backoffLimit: number;
    shouldRetry: (state: { error: unknown; retryCount: number }) => boolean | undefined;
  };
}

export class HTTPError extends Error {
  readonly response: Response;
  readonly data: unknown;

  constructor(response: Response, data: unknown) {
    super(`HTTP ${response.status}`);
    this.response = response;
    this.data = data;
  }
}

export class NetworkError extends Error {}

export class TimeoutError extends Error {}

export default async function ky(address: string, options: Options): Promise<Response> {
  const { signal, retry } = options;
  for (let retryCount = 1; ; retryCount++) {
    try {
      return await attempt(address, options);
    } catch (error) {
      signal?.throwIfAborted();
      const isFinal = retryCount > retry.limit || !isPassing(error, retry);
      if (isFinal || retry.shouldRetry({ error, retryCount }) === false) throw error;
      await pause(waitMs(error, retryCount, retry), signal);
    }
  }
}

async function attempt(address: string, { method, searchParams, headers, body, signal, timeout, fetch }: Options) {
  const url = new URL(address);
  for (const [name, value] of Object.entries(searchParams))
    if (value !== undefined) url.searchParams.set(name, `${value}`);
  const sent = Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined);
  // Only until the answer begins: the body of a live stream goes on for hours.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new TimeoutError()), timeout);
  try {
    const response = await fetch(url.href, {
      method: method.toUpperCase(),
      headers: sent,
      body,
      signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
    });
    if (!response.ok) throw new HTTPError(response, await response.json().catch(() => undefined));
    return response;
  } catch (cause) {
    throw cause instanceof TypeError ? new NetworkError("The request failed", { cause }) : cause;
  } finally {
    clearTimeout(timer);
  }
}

function isPassing(error: unknown, { statusCodes }: Options["retry"]): boolean {
  if (error instanceof HTTPError) return statusCodes.includes(error.response.status);
  return error instanceof NetworkError || error instanceof TimeoutError;
}

/** As long as the API says; otherwise longer each time, at random, so that a school's pages don't come back as one. */
function waitMs(error: unknown, retryCount: number, { afterStatusCodes, backoffLimit }: Options["retry"]): number {
  if (error instanceof HTTPError && afterStatusCodes.includes(error.response.status)) {
    const seconds = Number(error.response.headers.get("retry-after"));
    if (seconds > 0) return seconds * 1000;
  }
  return Math.min(backoffLimit, 300 * 2 ** (retryCount - 1)) * Math.random();
}

function pause(ms: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
