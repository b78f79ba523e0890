import "server-only";
import type { Answer } from "@/lib/engine/answers-agree";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";

/** A decision by people that is about to take force. */
export interface HumanDecision {
  itemId: string;
  answer: Answer;
  policyId: string;
  reviewId: string;
}

/** Puts decisions in force, each the next of its item. The items are locked. */
export async function writeDecisions(tx: Transaction, decisions: readonly HumanDecision[], now: Date): Promise<void> {
  if (decisions.length === 0) return;
  const rows = decisions.map(({ itemId, answer, policyId, reviewId }) => ({
    id: newId(now),
    item: itemId,
    outcome: answer.outcome,
    value: answer.value,
    policy: policyId,
    review: reviewId,
  }));
  await tx.$executeRaw`
    WITH decided AS (
      INSERT INTO decision (id, item_id, seq, outcome, value, decided_by, policy_id, review_id, decided_at)
      SELECT r.id, item, 1 + coalesce((SELECT max(seq) FROM decision d WHERE d.item_id = item), 0), outcome, value, 'human',
             policy, review, ${now.toISOString()}::timestamptz
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(
        id uuid, item uuid, outcome text, value float8, policy uuid, review uuid)
      RETURNING item_id, outcome, value, decided_by, decided_at
    )
    UPDATE item SET status = 'decided', outcome = d.outcome, value = d.value, decided_by = d.decided_by, decided_at = d.decided_at
    FROM decided d WHERE d.item_id = item.id`;
}
