/**
 * Whether a site may use a publishable key. `https://*.example.com` stands for every subdomain at any depth, never for the
 * domain itself; scheme and port must be equal. The opaque origin `null` (sandboxed frames, files) is nobody's.
 */
export function isAllowedOrigin(origin: string, allowed: readonly string[]): boolean {
  return allowed.some((pattern) => {
    if (!pattern.includes("://*.")) return origin === pattern;
    const [scheme, host] = pattern.split("://*") as [string, string];
    return origin.startsWith(`${scheme}://`) && origin.endsWith(host) && origin.length > `${scheme}://${host}`.length;
  });
}
