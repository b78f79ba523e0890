import { concat, hexOf } from "@/lib/audit/verify/bytes";
import type { Digests } from "@/lib/audit/verify/digests";

/** HMAC-SHA256 as in RFC 2104, in hex. */
export function hmacSha256(digests: Digests, key: Uint8Array, message: Uint8Array): string {
  const short = key.length > 64 ? digests.sha256(key) : key;
  const inner = new Uint8Array(64).fill(0x36);
  const outer = new Uint8Array(64).fill(0x5c);
  short.forEach((byte, at) => {
    inner[at] = byte ^ 0x36;
    outer[at] = byte ^ 0x5c;
  });
  return hexOf(digests.sha256(concat(outer, digests.sha256(concat(inner, message)))));
}
