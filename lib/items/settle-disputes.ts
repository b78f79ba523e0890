import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import type { ReviewedItem } from "@/lib/items/reviewed-item-query";
import type { Transaction } from "@/lib/platform/database";

/** Settles the disagreements of people on items that an adjudicator has decided, by item. Answers with the events. */
export async function settleDisputes(
  tx: Transaction,
  decided: ReadonlyMap<string, { useCase: ReviewedItem["useCase"]; reviewId: string }>,
): Promise<AuditEvent[]> {
  if (decided.size === 0) return [];
  const settled = await tx.disagreement.updateManyAndReturn({
    where: { itemId: { in: [...decided.keys()] }, kind: "human_human", status: "open" },
    data: { status: "settled" },
    select: { id: true, itemId: true },
  });
  return settled.flatMap(({ id, itemId }): AuditEvent[] => {
    const by = decided.get(itemId);
    if (by === undefined) return [];
    const detail = { disagreement: id, kind: "human_human", review: by.reviewId };
    return [{ type: "disagreement.settled", useCase: by.useCase, subject: { type: "item", id: itemId }, detail }];
  });
}
