import { createHmac, createSecretKey, randomBytes } from "node:crypto";
import { canonicalJson } from "@/lib/platform/canonical-json";

/** A fresh key for one value's commitment, kept beside the value so that both can be erased together. */
export function newSalt(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(randomBytes(32));
}

/** Commitment to a value that the log must not hold: HMAC-SHA256(salt, path || JCS(value)), in hex. */
export function commitValue(salt: Uint8Array, path: string, value: unknown): string {
  // Node takes four times as long to make a key of plain bytes by itself.
  return createHmac("sha256", createSecretKey(salt)).update(path).update(canonicalJson(value)).digest("hex");
}
