/** The request header in which `proxy.ts` tells a page its own path, so that signing in can lead back to it. */
export const pathHeader = "x-countersign-path";

/** The text if it is a path on this site, else "/". Refuses `//host`, `/\host` and full addresses. */
export function localPath(text: string | null | undefined): string {
  return text !== null && text !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(text) ? text : "/";
}

/** The address of the sign-in page that leads back to `path`. */
export function signInPath(path: string | null): string {
  const next = localPath(path);
  return next === "/" ? "/signin" : `/signin?next=${encodeURIComponent(next)}`;
}
