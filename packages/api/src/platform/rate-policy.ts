import type { Operation } from "@bursar/sdk/contract";
import type { Actor } from "./context.ts";

/** Requests a minute, by who asks and what for. */
const perMinute = {
  key: { read: 12_000, write: 6_000 },
  user: { read: 600, write: 120 },
} as const;

/** Of credentials that are none, from one address. */
const lookupsPerMinute = 300;

export interface Limit {
  bucket: string;
  perWindow: number;
}

/** How many credentials that are none an address may have looked up. */
export const lookupsPerWindow = (factor: number): number =>
  factor === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.round(lookupsPerMinute * factor));

/** The limit that a request counts against; null when limits are turned off. */
export function limitFor(actor: Actor, operation: Pick<Operation, "method">, factor: number): Limit | null {
  if (factor === 0 || (actor.kind !== "key" && actor.kind !== "user")) return null;
  const routeClass = operation.method === "get" ? "read" : "write";
  return {
    bucket: `${actor.kind}:${actor.id}:${routeClass}`,
    perWindow: Math.max(1, Math.round(perMinute[actor.kind][routeClass] * factor)),
  };
}
