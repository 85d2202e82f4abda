const labels = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;

/**
 * Whether a site may use a publishable key. `https://*.example.com` stands for every subdomain at any depth, never for the
 * domain itself; scheme and port must be equal. The opaque origin `null` (sandboxed frames, files) is nobody's.
 */
export function isAllowedOrigin(origin: string, allowed: readonly string[]): boolean {
  return allowed.some((pattern) => {
    const [scheme, domain] = pattern.split("*");
    if (scheme === undefined || domain === undefined) return origin === pattern;
    if (!origin.startsWith(scheme) || !origin.endsWith(domain)) return false;
    return labels.test(origin.slice(scheme.length, -domain.length));
  });
}
