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
  challengerId: string;
  outcome: string | null;
  value: number | null;
  challengerOutcome: string | null;
  challengerValue: number | null;
}

/**
 * Compares the champion's answers on these items with every challenger's, and opens a disagreement for each pair that
 * differs and has none yet. Answers with the events to record.
 */
export async function openChallenges(tx: Transaction, itemIds: readonly string[], now: Date): Promise<AuditEvent[]> {
  if (itemIds.length === 0) return [];
  const pairs = await tx.$queryRaw<Pair[]>`
    SELECT i.id AS "itemId", i.use_case_id AS "useCaseId", u.slug, coalesce(u.target_tolerance, 0) AS tolerance,
           p.id AS "predictionId", c.id AS "challengerId", p.outcome, p.value, c.outcome AS "challengerOutcome",
           c.value AS "challengerValue"
    FROM item i
    JOIN use_case u ON u.id = i.use_case_id
    JOIN prediction p ON p.item_id = i.id AND p.role = 'champion' AND p.failure IS NULL
    JOIN prediction c ON c.item_id = i.id AND c.role = 'challenger' AND c.failure IS NULL
    WHERE i.id IN (SELECT jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)::uuid)
      AND NOT EXISTS (SELECT FROM disagreement d WHERE d.challenger_id = c.id)
      -- One that stood in for the champion did not run beside it.
      AND NOT EXISTS (SELECT FROM decision d WHERE d.prediction_id = c.id)
    ORDER BY c.id`;
  const differing = pairs
    .filter(
      ({ outcome, value, challengerOutcome, challengerValue, tolerance }) =>
        !answersAgree({ outcome, value }, { outcome: challengerOutcome, value: challengerValue }, tolerance),
    )
    .map((pair) => ({ id: newId(now), ...pair }));
  if (differing.length === 0) return [];
  await tx.disagreement.createMany({
    data: differing.map(({ id, useCaseId, itemId, predictionId, challengerId }) => ({
      id,
      useCaseId,
      itemId,
      kind: "champion_challenger" as const,
      predictionId,
      challengerId,
      createdAt: now,
    })),
  });
  return differing.map(({ id, useCaseId, slug, itemId, predictionId, challengerId }) => ({
    type: "disagreement.opened",
    useCase: { id: useCaseId, slug },
    subject: { type: "item", id: itemId },
    detail: { disagreement: id, kind: "champion_challenger", prediction: predictionId, challenger: challengerId },
  }));
}
