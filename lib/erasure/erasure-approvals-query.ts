import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { useCasesWith } from "@/lib/access/authorize";
import { listErasures } from "@/lib/erasure/erasure-query";
import type { ErasureView } from "@/lib/erasure/erasure-view";

/** The newest requests of others that this person may approve or decline. */
export async function listErasureApprovals(actor: UserActor): Promise<ErasureView[]> {
  if (useCasesWith(actor, "erasure.settle").length === 0) return [];
  const { erasures } = await listErasures(actor, { status: "pending" });
  return erasures.filter(({ mayApprove }) => mayApprove);
}
