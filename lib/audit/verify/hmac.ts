import { hexOf } from "@/lib/audit/verify/bytes";
import type { Digests } from "@/lib/audit/verify/digests";

const blockSize = 64;

/** HMAC-SHA256 as in RFC 2104, in hex. */
export function hmacSha256(digests: Digests, key: Uint8Array, message: Uint8Array): string {
  const short = key.length > blockSize ? digests.sha256(key) : key;
  const inner = digests.sha256(padded(short, 0x36, message));
  return hexOf(digests.sha256(padded(short, 0x5c, inner)));
}

/** The key as a block, each byte XORed with `pad`, and after it `rest`. */
function padded(key: Uint8Array, pad: number, rest: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(blockSize + rest.length).fill(pad, 0, blockSize);
  for (let at = 0; at < key.length; at++) bytes[at] = (key[at] as number) ^ pad;
  bytes.set(rest, blockSize);
  return bytes;
}
