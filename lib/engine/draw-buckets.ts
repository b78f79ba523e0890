import { type BucketPurpose, bucketOf } from "@/lib/engine/bucket";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { Buckets } from "@/lib/engine/route-item";

/** What an item's buckets are drawn by. */
interface DrawnItem {
  externalId: string;
  entityKey: string | null;
}

/** An item's buckets under a policy: the same on arrival, in a preview and in a replay. */
export function drawBuckets(
  useCase: { id: string; unit: "item" | "entity" },
  settings: Pick<PolicySettings, "saltVersion" | "agreementAuditShare">,
  { externalId, entityKey }: DrawnItem,
): Buckets {
  const bucket = (purpose: BucketPurpose, unitKey: string) =>
    bucketOf(useCase.id, purpose, settings.saltVersion, unitKey);
  return {
    ...(settings.agreementAuditShare > 0 && { agreementAudit: bucket("agreement-audit", externalId) }),
    blind: bucket("blind", externalId),
    qc: bucket("qc", externalId),
    ramp: bucket("ramp", useCase.unit === "entity" ? (entityKey ?? externalId) : externalId),
  };
}
