import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { announce } from "@/lib/platform/announce";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import type { DisagreementKind } from "@/lib/platform/generated/prisma/enums";

/** Two answers on an item that differ. */
export interface Difference {
  kind: DisagreementKind;
  itemId: string;
  useCase: { id: string; slug: string };
  predictionId?: string | null;
  challengerId?: string | null;
  reviewId?: string | null;
  otherReviewId?: string | null;
  /** What else the audit event says. */
  detail?: Readonly<Record<string, unknown>>;
}

/**
 * Stores disagreements, open, each with what the queue is filtered by: the model version that it is about (of two, the
 * challenger) and that one's confidence, the policy that the item was routed under, the item's slices, and its cost: of
 * the answers that differ, the dearest one to be wrong about. Numbers have no error cost: 0. Tells open pages.
 */
export async function storeDisagreements(
  tx: Transaction,
  differences: readonly Difference[],
  now: Date,
): Promise<string[]> {
  if (differences.length === 0) return [];
  const rows = differences.map((difference) => ({
    id: newId(now),
    item: difference.itemId,
    kind: difference.kind,
    prediction: difference.predictionId ?? null,
    challenger: difference.challengerId ?? null,
    review: difference.reviewId ?? null,
    other: difference.otherReviewId ?? null,
  }));
  await tx.$executeRaw`
    INSERT INTO disagreement (id, use_case_id, item_id, kind, prediction_id, challenger_id, review_id, other_review_id,
                              model_version_id, confidence, policy_id, cost, slices, created_at)
    SELECT d.id, i.use_case_id, i.id, d.kind::disagreement_kind, d.prediction, d.challenger, d.review, d.other,
           about.model_version_id, about.confidence, i.policy_id, coalesce(stake.cost, 0), coalesce(slice.list, '{}'),
           ${now.toISOString()}::timestamptz
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS d(
      id uuid, item uuid, kind text, prediction uuid, challenger uuid, review uuid, other uuid)
    JOIN item i ON i.id = d.item
    LEFT JOIN prediction about ON about.id = coalesce(d.challenger, d.prediction)
    CROSS JOIN LATERAL (
      SELECT max(o.error_cost) AS cost FROM outcome o
      WHERE o.use_case_id = i.use_case_id AND o.key IN (
        SELECT outcome FROM prediction WHERE id IN (d.prediction, d.challenger)
        UNION ALL SELECT outcome FROM review WHERE id IN (d.review, d.other)
        -- Without a model's answer, a person differs from what was decided.
        UNION ALL SELECT i.outcome WHERE d.kind = 'model_human' AND d.prediction IS NULL)
    ) AS stake
    CROSS JOIN LATERAL (
      SELECT array_agg(f.key || '=' || (i.input ->> f.key) ORDER BY f.position) AS list FROM input_field f
      WHERE f.use_case_id = i.use_case_id AND f.slice AND i.input ->> f.key IS NOT NULL
    ) AS slice`;
  for (const useCaseId of new Set(differences.map(({ useCase }) => useCase.id))) {
    await announce(tx, { kind: "queue", useCaseId });
  }
  return rows.map(({ id }) => id);
}

/** Opens disagreements. Answers with the events to record. */
export async function openDifferences(
  tx: Transaction,
  differences: readonly Difference[],
  now: Date,
): Promise<AuditEvent[]> {
  const ids = await storeDisagreements(tx, differences, now);
  return differences.map(
    ({ kind, itemId, useCase, predictionId, challengerId, reviewId, otherReviewId, detail }, index) => ({
      type: "disagreement.opened",
      useCase,
      subject: { type: "item", id: itemId },
      detail: {
        disagreement: ids[index],
        kind,
        ...(predictionId && { prediction: predictionId }),
        ...(challengerId && { challenger: challengerId }),
        ...(reviewId && { review: reviewId }),
        ...(otherReviewId && { other_review: otherReviewId }),
        ...detail,
      },
    }),
  );
}
