import "server-only";
import type { AuditEvent, AuditPolicy } from "@/lib/audit/audit-event";
import type { ReviewedItem } from "@/lib/items/reviewed-item-query";
import type { Transaction } from "@/lib/platform/database";

/** An item on which nobody can decide, and the verdict of the adjudicator who confirms it. */
export interface UnusableItem {
  item: ReviewedItem;
  policy: AuditPolicy;
  reviewId: string;
}

/**
 * Ends these items without an outcome. A decision that one had stays on record and is in force no longer: callers see the
 * status `unusable`. The items are locked. Answers with the events.
 */
export async function markUnusable(tx: Transaction, unusable: readonly UnusableItem[]): Promise<AuditEvent[]> {
  if (unusable.length === 0) return [];
  await tx.item.updateMany({
    where: { id: { in: unusable.map(({ item }) => item.id) } },
    data: { status: "unusable", outcome: null, value: null, decidedBy: null, decidedAt: null },
  });
  return unusable.map(({ item: { id, useCase, decision }, policy, reviewId }) => ({
    type: "item.unusable",
    useCase,
    subject: { type: "item", id },
    policy,
    verdict: { review: reviewId, unusable: true },
    priorDecision: decision && { seq: decision.seq, outcome: decision.outcome, value: decision.value },
  }));
}
