import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import type { ReviewedItem } from "@/lib/items/reviewed-item-query";
import { announce } from "@/lib/platform/announce";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";

/** Added to an item's priority (0 to 9), save for audits: somebody has had it on the desk already, and could not end it. */
const returnedPriority = 10;

/** An item that goes to an adjudicator, and why. */
export interface Adjudication {
  item: Pick<ReviewedItem, "id" | "useCase">;
  because: "no_consensus" | "agreement_audit" | "escalated" | "unusable";
  /** Of audits: the bucket by which the item was picked. */
  bucket?: number;
}

/**
 * Opens a review by an adjudicator for each of these items, blind. It goes ahead of other work and is due when the item
 * was; an audit has its place among the rest, as if its item had just arrived. Answers with the events to record.
 */
export async function openAdjudications(
  tx: Transaction,
  adjudications: readonly Adjudication[],
  now: Date,
): Promise<AuditEvent[]> {
  if (adjudications.length === 0) return [];
  const rows = adjudications.map((adjudication) => ({ id: newId(now), ...adjudication }));
  const inserted = rows.map(({ id, item, because }) => ({
    id,
    item: item.id,
    use_case: item.useCase.id,
    returned: because !== "agreement_audit",
  }));
  await tx.$executeRaw`
    INSERT INTO review (id, item_id, use_case_id, purpose, status, reveal, priority, due_at, created_at)
    SELECT a.id, a.item, a.use_case, 'adjudicate', 'open', 'never',
           coalesce(earlier.priority, 0) + CASE WHEN a.returned THEN ${returnedPriority}::int ELSE 0 END,
           CASE WHEN a.returned THEN earlier.due_at
                ELSE ${now.toISOString()}::timestamptz + (p.settings ->> 'slaMinutes')::int * interval '1 minute' END,
           ${now.toISOString()}::timestamptz
    FROM json_to_recordset(${JSON.stringify(inserted)}::json) AS a(id uuid, item uuid, use_case uuid, returned boolean)
    JOIN item i ON i.id = a.item
    JOIN policy p ON p.id = i.policy_id
    CROSS JOIN LATERAL (
      SELECT max(priority) AS priority, min(due_at) AS due_at FROM review WHERE item_id = a.item) AS earlier`;
  for (const useCaseId of new Set(rows.map(({ item }) => item.useCase.id))) {
    await announce(tx, { kind: "queue", useCaseId });
  }
  return rows.map(({ id, item, because, bucket }) => ({
    type: "review.opened",
    useCase: item.useCase,
    subject: { type: "item", id: item.id },
    ...(bucket !== undefined && { buckets: { "agreement-audit": bucket } }),
    detail: { review: id, purpose: "adjudicate", because },
  }));
}
