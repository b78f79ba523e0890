import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { openAdjudications } from "@/lib/items/open-adjudications";
import type { ReviewedItem } from "@/lib/items/reviewed-item-query";
import { openDifferences } from "@/lib/items/store-disagreements";
import type { Transaction } from "@/lib/platform/database";

/** An item without consensus, and the two verdicts that stand for it, the earlier one first. */
export interface Dispute {
  item: ReviewedItem;
  between: [string, string];
}

/** Opens one disagreement of people for each of these items, and has an adjudicator settle it. Answers with the events. */
export async function openDisputes(tx: Transaction, disputes: readonly Dispute[], now: Date): Promise<AuditEvent[]> {
  const differences = disputes.map(({ item: { id, useCase, rule }, between: [reviewId, otherReviewId] }) => {
    return { kind: "human_human" as const, itemId: id, useCase, reviewId, otherReviewId, detail: { rule } };
  });
  const adjudications = disputes.map(({ item }) => ({ item, because: "no_consensus" as const }));
  return [...(await openDifferences(tx, differences, now)), ...(await openAdjudications(tx, adjudications, now))];
}
