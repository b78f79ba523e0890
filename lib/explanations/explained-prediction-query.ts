import "server-only";
import { database } from "@/lib/platform/database";
import type { ItemInput } from "@/lib/use-cases/parse-input";

/** A prediction whose explanation was asked for and has not come. */
export interface ExplainedPrediction {
  id: string;
  itemId: string;
  useCaseId: string;
  modelVersionId: string;
  outcome: string | null;
  /** What the model said: the outcome's score, or the value. */
  said: number | null;
  input: ItemInput;
}

/** Null where nobody waits for it. */
export async function findExplainedPrediction(predictionId: string): Promise<ExplainedPrediction | null> {
  const [row] = await database.$queryRaw<ExplainedPrediction[]>`
    SELECT p.id, i.id AS "itemId", i.use_case_id AS "useCaseId", p.model_version_id AS "modelVersionId", p.outcome,
           coalesce(p.value, p.confidence) AS said, i.input
    FROM explanation e JOIN prediction p ON p.id = e.prediction_id JOIN item i ON i.id = p.item_id
    WHERE e.prediction_id = ${predictionId}::uuid AND e.result IS NULL AND e.failure IS NULL
      AND p.failure IS NULL AND i.erased_at IS NULL`;
  return row ?? null;
}
