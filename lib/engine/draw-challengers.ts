import { bucketOf } from "@/lib/engine/bucket";
import type { Challenger, PolicySettings } from "@/lib/engine/policy-settings-schema";

/** An item's bucket for one challenger: sticky, and independent of every other bucket of the item. */
export function challengerBucket(useCaseId: string, version: number, saltVersion: number, externalId: string): number {
  return bucketOf(useCaseId, `challenger:${version}`, saltVersion, externalId);
}

/** Those of the policy's challengers that answer this item. */
export function drawChallengers(useCaseId: string, settings: PolicySettings, externalId: string): Challenger[] {
  return settings.challengers.filter(
    ({ version, share }) => challengerBucket(useCaseId, version, settings.saltVersion, externalId) < share,
  );
}
