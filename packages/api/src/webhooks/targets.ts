import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import type { Tenant } from "../platform/context.ts";

/** Whether addresses that are not public may be sent to: for demos and tests, on one's own machine. */
export interface TargetPolicy {
  allowPrivate: boolean;
}

export type UrlRefusal = "not_https" | "credentials" | "port" | "address";

/** Why webhooks are not sent to this URL, by what it says; null if nothing is against it. What a name leads to is seen later. */
export function refusalOfUrl(text: string, mode: Tenant["mode"], { allowPrivate }: TargetPolicy): UrlRefusal | null {
  const { protocol, username, password, hostname, port } = new URL(text);
  const isOwnMachine = isLoopback(hostname);
  if (protocol !== "https:" && !(allowPrivate && mode === "test" && isOwnMachine)) return "not_https";
  if (username !== "" || password !== "") return "credentials";
  if (allowPrivate) return null;
  // Ports below 1024 are those of other protocols, some of which would take a request for commands.
  if (port !== "" && Number(port) < 1024) return "port";
  return isOwnMachine || (isIP(bare(hostname)) !== 0 && !isPublicAddress(bare(hostname))) ? "address" : null;
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, "");

const isLoopback = (hostname: string): boolean =>
  /(^|\.)localhost\.?$/.test(hostname) ||
  (isIP(bare(hostname)) !== 0 && ipaddr.process(bare(hostname)).range() === "loopback");

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether an address belongs to a machine out there: none that is private, loopback, link-local, shared, multicast or
 * reserved, and no IPv6 address that carries an IPv4 address inside (mapped, NAT64, 6to4, Teredo), which may lead to one.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  return parsed.kind() === "ipv4" || (parsed as ipaddr.IPv6).match(globalUnicast);
}

/** The host leads to an address that is not public. */
export class AddressRefusedError extends Error {
  override readonly name = "AddressRefusedError";
}

/**
 * Resolves a name for the connection that is being made: what is checked is what is connected to, so that no name can answer
 * one address to the check and another to the connection. One address that is not public refuses the name.
 */
export function guardedLookup(
  policy: TargetPolicy,
  resolve: LookupFunction = systemLookup as LookupFunction,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const found = Array.isArray(addresses) ? addresses : [];
      const [first] = found;
      if (error || !first) return callback(error ?? new AddressRefusedError(hostname), "", 0);
      if (!policy.allowPrivate && !found.every(({ address }) => isPublicAddress(address))) {
        return callback(new AddressRefusedError(hostname), "", 0);
      }
      if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}
