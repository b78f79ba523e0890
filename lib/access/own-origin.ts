/**
 * Whether a request that changes something comes from this site's own pages. The browser sets `Origin` on every such
 * request; a missing one, "null" and a foreign one are refused. With a public address only that one counts.
 */
export function isOwnOrigin(request: {
  origin: string | null;
  host: string | null;
  publicUrl: string | undefined;
}): boolean {
  const { origin, host, publicUrl } = request;
  if (origin === null || !URL.canParse(origin)) return false;
  if (publicUrl !== undefined) return new URL(publicUrl).origin === origin;
  return new URL(origin).host === host;
}
