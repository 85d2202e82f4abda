/**
 * Asks the host's server who is signed in. It answers `{ "token": "…" }`, or 204, 401 or 403 when nobody is.
 * The request carries the host's own cookies, and goes to the host alone.
 */
export async function fetchToken(url: string): Promise<string | null> {
  const response = await fetch(url, {
    credentials: "same-origin",
    cache: "no-store",
    headers: { accept: "application/json" },
  });
  if ([204, 401, 403].includes(response.status)) return null;
  if (!response.ok) throw new Error(`Bursar: ${url} answered ${response.status}`);
  const { token } = (await response.json()) as { token?: string | null };
  return token ?? null;
}
