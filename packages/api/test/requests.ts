import { randomUUID } from "node:crypto";
import { type Operation, type Problem, problemCodes } from "@bursar/sdk/contract";
import type { App } from "../src/app.ts";
import { describeApi } from "../src/platform/openapi.ts";
import type { Sample } from "./samples.ts";

export interface Sent {
  status: number;
  headers: Headers;
  text: string;
  problem: Partial<Problem>;
}

interface Options {
  bearer?: string | null;
  body?: unknown;
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string | undefined>;
}

/** The address of an operation, with its path's ids percent-encoded. */
export function addressOf(operation: Operation, sample: Sample, query = sample.query): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(sample.params?.[name] ?? name));
  return query && Object.keys(query).length > 0 ? `${path}?${new URLSearchParams(query)}` : path;
}

/** Sends an operation's sample, or something like it. A live stream is left as soon as it has begun. */
export async function send(app: App, operation: Operation, sample: Sample, options: Options = {}): Promise<Sent> {
  const { bearer = null, body = sample.bodies?.[0] } = options;
  const params = options.params ?? sample.params ?? {};
  const headers = Object.entries({
    "idempotency-key": operation.idempotent ? randomUUID() : undefined,
    authorization: bearer === null ? undefined : `Bearer ${bearer}`,
    "content-type": body === undefined ? undefined : "application/json",
    ...options.headers,
  }).filter((header): header is [string, string] => header[1] !== undefined);
  const response = await app.http.request(addressOf(operation, { params }, options.query ?? sample.query), {
    method: operation.method.toUpperCase(),
    headers,
    ...(body !== undefined && { body: isRaw(body) ? body : JSON.stringify(body) }),
  });
  const { status } = response;
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
    await response.body?.cancel();
    return { status, headers: response.headers, text: "", problem: {} };
  }
  const text = await response.text();
  return { status, headers: response.headers, text, problem: status >= 400 ? JSON.parse(text) : {} };
}

const isRaw = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === "string" || body instanceof Uint8Array;

interface Described {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
  components: { responses: Record<string, unknown> };
}

/** The problem codes that the API's description declares, by operation. */
export function declaredCodes(): Map<string, Set<string>> {
  const { paths, components } = describeApi() as Described;
  const resolved = (response: unknown) => {
    const { $ref } = response as { $ref?: string };
    return $ref === undefined ? response : components.responses[$ref.split("/").at(-1) as string];
  };
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  return new Map(
    operations.map(({ operationId, responses }) => {
      const described = JSON.stringify(Object.values(responses).map(resolved));
      return [operationId, new Set(problemCodes.filter((code) => described.includes(`\`${code}\`: `)))];
    }),
  );
}
