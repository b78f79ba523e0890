import type { AuditEvent } from "@/lib/audit/audit-event";
import type { OverriddenItem } from "@/lib/items/overridden-item-query";
import type { NewDecision } from "@/lib/items/override-schema";

/** What the log says about an override as it is made: the outcome, why, and what it is to replace. */
export function overrideEvent(override: {
  useCase: { id: string; slug: string };
  item: OverriddenItem;
  reviewId: string;
  decision: NewDecision;
  /** Commitment to the reason. */
  comment: string;
  undoUntil: Date;
  /** When the person had the item's story before them; null for a key. */
  seen: Date | null;
  /** The decision on many items that it is part of. */
  bulk?: string;
}): AuditEvent {
  const { useCase, item, reviewId, decision, comment, undoUntil, seen, bulk } = override;
  return {
    type: "review.answered",
    useCase,
    subject: { type: "item", id: item.id },
    verdict: { review: reviewId, ...decision.answer },
    suggestion: { shown: seen !== null, at: seen?.toISOString() ?? null },
    priorDecision: item.seq === 0 ? null : { seq: item.seq, outcome: item.outcome, value: item.value },
    commentCommitment: comment,
    ...(decision.reasonCode !== null && { reasonCode: decision.reasonCode }),
    detail: {
      review: reviewId,
      purpose: "override",
      undo_until: undoUntil.toISOString(),
      ...(bulk !== undefined && { bulk }),
    },
  };
}
