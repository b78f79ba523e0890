import { createHash } from "node:crypto";

/** What is kept of an API key. It has 256 random bits, so a plain hash cannot be guessed back. */
export function hashKey(key: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(key).digest());
}
