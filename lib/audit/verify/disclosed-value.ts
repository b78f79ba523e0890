import { bytesOfHex, utf8 } from "@/lib/audit/verify/bytes";
import { canonicalValue } from "@/lib/audit/verify/canonical-value";
import type { Digests } from "@/lib/audit/verify/digests";
import { hmacSha256 } from "@/lib/audit/verify/hmac";
import { objectOf, textIn } from "@/lib/audit/verify/json-shape";

/** A value that an event holds as a commitment only, with what is needed to see that it is the one. */
export interface DisclosedValue {
  eventId: string;
  path: string;
  salt: Uint8Array;
  value: unknown;
}

export function readDisclosed(json: unknown): DisclosedValue | null {
  const object = objectOf(json);
  const eventId = textIn(object?.eventId);
  const path = textIn(object?.path);
  const salt = bytesOfHex(object?.salt);
  if (object === null || eventId === null || path === null || salt === null || !("value" in object)) return null;
  return { eventId, path, salt, value: object.value };
}

/** An event's fields that may hold a commitment. */
export const commitmentFields = ["comment_commitment", "input_commitment"] as const;

/** Whether the value is the one behind one of the event's commitments: HMAC-SHA256(salt, path || JCS(value)). */
export function isCommittedTo(
  digests: Digests,
  { salt, path, value }: DisclosedValue,
  commitments: readonly (string | null | undefined)[],
): boolean {
  const message = utf8(path + canonicalValue(value));
  return commitments.includes(hmacSha256(digests, salt, message));
}
