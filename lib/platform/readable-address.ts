/**
 * A request's address in a form that every reader can decode. Percent signs that mean nothing (`/items/%`) are taken
 * literally: such a path leads to "not found" like any other, where Next would answer 500.
 */
export function readableAddress(address: string): string {
  const [path = "", ...query] = address.split("?");
  try {
    decodeURIComponent(path);
    return address;
  } catch {
    return [path.replaceAll("%", "%25"), ...query].join("?");
  }
}
