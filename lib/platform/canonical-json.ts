import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** Canonical JSON (RFC 8785) of a plain value. Throws on what JSON cannot say (NaN, undefined at the top). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("This value has no JSON form.");
  return text;
}

/** SHA-256 of the value's canonical JSON. */
export function canonicalSha256(value: unknown): Buffer {
  return createHash("sha256").update(canonicalJson(value)).digest();
}
