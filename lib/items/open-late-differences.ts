import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { type Answer, answersAgree } from "@/lib/engine/answers-agree";
import { openDifferences } from "@/lib/items/store-disagreements";
import type { Transaction } from "@/lib/platform/database";

interface LateVerdict extends Answer {
  id: string;
  itemId: string;
  useCase: { id: string; slug: string };
  tolerance: number;
  decision: Answer & { review: string };
}

/**
 * Compares verdicts that came when their item had been decided by people with that decision, and opens a disagreement of
 * people for each that differs: between it and the verdict that the decision names. The decision stays in force. Answers
 * with the events to record.
 */
export async function openLateDifferences(
  tx: Transaction,
  reviewIds: readonly string[],
  now: Date,
): Promise<AuditEvent[]> {
  if (reviewIds.length === 0) return [];
  const verdicts = await tx.$queryRaw<LateVerdict[]>`
    SELECT r.id, r.item_id AS "itemId", r.outcome, r.value, coalesce(u.target_tolerance, 0) AS tolerance,
           json_build_object('id', u.id, 'slug', u.slug) AS "useCase",
           json_build_object('review', d.review_id, 'outcome', d.outcome, 'value', d.value) AS decision
    FROM review r
    JOIN use_case u ON u.id = r.use_case_id
    CROSS JOIN LATERAL (SELECT * FROM decision WHERE item_id = r.item_id ORDER BY seq DESC LIMIT 1) d
    WHERE r.id IN (SELECT jsonb_array_elements_text(${JSON.stringify(reviewIds)}::jsonb)::uuid)
      AND d.review_id IS NOT NULL AND d.review_id <> r.id
    ORDER BY r.id`;
  const differing = verdicts.filter((verdict) => !answersAgree(verdict, verdict.decision, verdict.tolerance));
  return openDifferences(
    tx,
    differing.map(({ id, itemId, useCase, decision }) => ({
      kind: "human_human",
      itemId,
      useCase,
      reviewId: decision.review,
      otherReviewId: id,
    })),
    now,
  );
}
