/** A link that leads somewhere, or null: an attribute may hold what a stranger wrote, `javascript:` included. */
export function safeUrl(href: string | null | undefined): string | null {
  if (!href) return null;
  const url = URL.parse(href, document.baseURI);
  return url && ["https:", "http:"].includes(url.protocol) ? url.href : null;
}
