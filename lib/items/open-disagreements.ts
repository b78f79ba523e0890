import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { answersAgree } from "@/lib/engine/answers-agree";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";

interface Pair {
  itemId: string;
  useCaseId: string;
  slug: string;
  tolerance: number;
  predictionId: string;
  reviewId: string;
  modelOutcome: string | null;
  modelValue: number | null;
  humanOutcome: string | null;
  humanValue: number | null;
}

/**
 * Compares the champion's answers on these items, and those that stood in for it, with every final verdict, and opens a disagreement for each pair that
 * differs and has none yet. Answers with the events to record.
 */
export async function openDisagreements(tx: Transaction, itemIds: readonly string[], now: Date): Promise<AuditEvent[]> {
  if (itemIds.length === 0) return [];
  const pairs = await tx.$queryRaw<Pair[]>`
    SELECT i.id AS "itemId", i.use_case_id AS "useCaseId", u.slug, coalesce(u.target_tolerance, 0) AS tolerance,
           p.id AS "predictionId", r.id AS "reviewId", p.outcome AS "modelOutcome", p.value AS "modelValue",
           r.outcome AS "humanOutcome", r.value AS "humanValue"
    FROM item i
    JOIN use_case u ON u.id = i.use_case_id
    JOIN prediction p ON p.item_id = i.id AND p.failure IS NULL
      AND (p.role = 'champion' OR EXISTS (SELECT FROM decision d WHERE d.prediction_id = p.id))
    JOIN review r ON r.item_id = i.id AND r.status = 'settled'
    WHERE i.id IN (SELECT jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)::uuid)
      AND NOT EXISTS (SELECT FROM disagreement d WHERE d.review_id = r.id AND d.prediction_id = p.id)`;
  const differing = pairs
    .filter(
      (pair) =>
        !answersAgree(
          { outcome: pair.modelOutcome, value: pair.modelValue },
          { outcome: pair.humanOutcome, value: pair.humanValue },
          pair.tolerance,
        ),
    )
    .map((pair) => ({ id: newId(now), ...pair }));
  if (differing.length === 0) return [];
  await tx.disagreement.createMany({
    data: differing.map(({ id, useCaseId, itemId, predictionId, reviewId }) => ({
      id,
      useCaseId,
      itemId,
      kind: "model_human" as const,
      predictionId,
      reviewId,
      createdAt: now,
    })),
  });
  return differing.map(({ id, useCaseId, slug, itemId, predictionId, reviewId }) => ({
    type: "disagreement.opened",
    useCase: { id: useCaseId, slug },
    subject: { type: "item", id: itemId },
    detail: { disagreement: id, kind: "model_human", prediction: predictionId, review: reviewId },
  }));
}
