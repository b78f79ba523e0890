import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { openAdjudications } from "@/lib/items/open-adjudications";
import type { ReviewedItem } from "@/lib/items/reviewed-item-query";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";

/** An item without consensus, and the two verdicts that stand for it, the earlier one first. */
export interface Dispute {
  item: ReviewedItem;
  between: [string, string];
}

/** Opens one disagreement of people for each of these items, and has an adjudicator settle it. Answers with the events. */
export async function openDisputes(tx: Transaction, disputes: readonly Dispute[], now: Date): Promise<AuditEvent[]> {
  if (disputes.length === 0) return [];
  const rows = disputes.map((dispute) => ({ id: newId(now), ...dispute }));
  await tx.disagreement.createMany({
    data: rows.map(({ id, item, between: [reviewId, otherReviewId] }) => ({
      id,
      useCaseId: item.useCase.id,
      itemId: item.id,
      kind: "human_human" as const,
      reviewId,
      otherReviewId,
      createdAt: now,
    })),
  });
  const opened = rows.map(({ id, item, between: [review, other] }): AuditEvent => {
    const detail = { disagreement: id, kind: "human_human", review, other_review: other, rule: item.rule };
    return { type: "disagreement.opened", useCase: item.useCase, subject: { type: "item", id: item.id }, detail };
  });
  const adjudications = disputes.map(({ item }) => ({ item, because: "no_consensus" as const }));
  return [...opened, ...(await openAdjudications(tx, adjudications, now))];
}
