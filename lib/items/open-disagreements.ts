import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { answersAgree } from "@/lib/engine/answers-agree";
import { type Difference, openDifferences } from "@/lib/items/store-disagreements";
import { Prisma, type Transaction } from "@/lib/platform/database";

interface Pair {
  kind: "model_human" | "champion_challenger";
  itemId: string;
  useCase: Difference["useCase"];
  tolerance: number;
  predictionId: string | null;
  reviewId: string | null;
  challengerId: string | null;
  outcome: string | null;
  value: number | null;
  otherOutcome: string | null;
  otherValue: number | null;
}

/**
 * SQL: the items that wait for no reviewer of their own, and that somebody can still look at. Two answers on any other item may differ already, but whoever
 * settled that would take the item away from people who have yet to answer it.
 */
const answered = (itemIds: readonly string[]) => Prisma.sql`
  SELECT i.id, i.outcome, i.value, i.decided_by, coalesce(u.target_tolerance, 0) AS tolerance,
         json_build_object('id', u.id, 'slug', u.slug) AS use_case
  FROM item i JOIN use_case u ON u.id = i.use_case_id
  WHERE i.id IN (SELECT jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)::uuid)
    AND i.erased_at IS NULL AND NOT EXISTS (
      SELECT FROM review w WHERE w.item_id = i.id AND w.status IN ('open', 'answered')
        AND w.purpose IN ('decide', 'second_opinion', 'quality_control'))`;

/**
 * Compares the answers on those of these items that all their own reviewers have answered, and opens a disagreement for
 * each pair that differs and has none yet: what the champion said, or stood in for it, with every person's final verdict;
 * a fixed fallback's outcome with every check of it; the champion with every challenger. An adjudicator's verdict settles
 * and opens none; that an input is unusable differs from a decision that was made on it, and from nothing else. The items
 * are locked. Answers with the events to record (docs/decisions/0020).
 */
export async function openDisagreements(tx: Transaction, itemIds: readonly string[], now: Date): Promise<AuditEvent[]> {
  if (itemIds.length === 0) return [];
  const pairs = await tx.$queryRaw<Pair[]>`
    WITH item AS MATERIALIZED (${answered(itemIds)}), verdict AS MATERIALIZED (
      SELECT r.id, r.item_id, r.outcome, r.value FROM item JOIN review r ON r.item_id = item.id
      WHERE r.status = 'settled' AND r.purpose <> 'adjudicate'
        AND (NOT r.unusable OR item.decided_by IN ('model', 'fallback'))
    )
    SELECT 'model_human' AS kind, i.id AS "itemId", i.use_case AS "useCase", i.tolerance, p.id AS "predictionId",
           v.id AS "reviewId", NULL::uuid AS "challengerId", p.outcome, p.value, v.outcome AS "otherOutcome",
           v.value AS "otherValue"
    FROM item i
    JOIN prediction p ON p.item_id = i.id AND p.failure IS NULL
      AND (p.role = 'champion' OR EXISTS (SELECT FROM decision d WHERE d.prediction_id = p.id))
    JOIN verdict v ON v.item_id = i.id
    WHERE NOT EXISTS (SELECT FROM disagreement d WHERE d.review_id = v.id AND d.prediction_id = p.id)
    UNION ALL
    SELECT 'model_human', i.id, i.use_case, i.tolerance, NULL, v.id, NULL, i.outcome, i.value, v.outcome, v.value
    FROM item i JOIN verdict v ON v.item_id = i.id
    WHERE i.decided_by = 'fallback'
      AND NOT EXISTS (SELECT FROM decision d WHERE d.item_id = i.id AND d.prediction_id IS NOT NULL)
      AND NOT EXISTS (SELECT FROM disagreement d WHERE d.review_id = v.id AND d.kind = 'model_human')
    UNION ALL
    SELECT 'champion_challenger', i.id, i.use_case, i.tolerance, p.id, NULL, c.id, p.outcome, p.value, c.outcome, c.value
    FROM item i
    JOIN prediction p ON p.item_id = i.id AND p.role = 'champion' AND p.failure IS NULL
    JOIN prediction c ON c.item_id = i.id AND c.role = 'challenger' AND c.failure IS NULL
    WHERE NOT EXISTS (SELECT FROM disagreement d WHERE d.challenger_id = c.id)
      -- One that stood in for the champion did not run beside it.
      AND NOT EXISTS (SELECT FROM decision d WHERE d.prediction_id = c.id)
    ORDER BY 6, 7`;
  const differing = pairs.filter(
    ({ outcome, value, otherOutcome, otherValue, tolerance }) =>
      !answersAgree({ outcome, value }, { outcome: otherOutcome, value: otherValue }, tolerance),
  );
  return openDifferences(tx, differing, now);
}
