import { hash } from "node:crypto";

/** What a bucket is drawn for. Buckets of different purposes, and of different challengers, are independent of each other. */
export type BucketPurpose = "ramp" | "qc" | "blind" | "agreement-audit" | `challenger:${number}`;

/**
 * Sticky bucket of a unit in [0, 1): SHA-256 of `JSON.stringify([useCaseId, purpose, saltVersion, unitKey])`, its first
 * 48 bits over 2^48. A unit is inside a share when its bucket is below it, so raising a share keeps everyone inside.
 */
export function bucketOf(useCaseId: string, purpose: BucketPurpose, saltVersion: number, unitKey: string): number {
  const digest = hash("sha256", JSON.stringify([useCaseId, purpose, saltVersion, unitKey]), "hex");
  return Number.parseInt(digest.slice(0, 12), 16) / 2 ** 48;
}
