import "server-only";
import type { Prediction } from "@/lib/inference/prediction";
import { Prisma, type Transaction } from "@/lib/platform/database";
import type { PredictionRole } from "@/lib/platform/generated/prisma/enums";

export interface PredictionRow {
  id: string;
  itemId: string;
  prediction: Prediction;
  supplied: boolean;
}

/** The statement that stores a model version's predictions, for what is to follow it (`ON CONFLICT`, `WHERE item ...`). */
export function predictionInsert(
  { modelVersionId, role }: { modelVersionId: string | null; role: PredictionRole },
  predictions: readonly PredictionRow[],
  now: Date,
): Prisma.Sql {
  const rows = predictions.map(({ id, itemId, prediction, supplied }) => ({
    id,
    item: itemId,
    supplied,
    outcome: prediction.ok && "outcome" in prediction ? prediction.outcome : null,
    scores: prediction.ok && "scores" in prediction ? prediction.scores : null,
    value: prediction.ok && "value" in prediction ? prediction.value : null,
    spread: prediction.ok && "value" in prediction ? (prediction.spread ?? null) : null,
    confidence: prediction.ok && "confidence" in prediction ? prediction.confidence : null,
    failure: prediction.ok ? null : prediction.failure,
    latency: prediction.latencyMs,
    runtime: prediction.runtime,
  }));
  return Prisma.sql`
    INSERT INTO prediction (id, item_id, model_version_id, role, supplied, outcome, scores, value, spread, confidence,
                            failure, latency_ms, runtime, created_at)
    SELECT id, item, ${modelVersionId}::uuid, ${role}::prediction_role, supplied, outcome, scores, value, spread, confidence, failure,
           latency, runtime, ${now.toISOString()}::timestamptz
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(
      id uuid, item uuid, supplied boolean, outcome text, scores jsonb, value float8, spread float8, confidence float8,
      failure jsonb, latency float8, runtime text)`;
}

/** Stores a model version's predictions in one statement. Answers with the ids of those that the item did not have yet. */
export async function insertPredictions(
  tx: Transaction,
  model: { modelVersionId: string; role: PredictionRole },
  predictions: readonly PredictionRow[],
  now: Date,
): Promise<Set<string>> {
  if (predictions.length === 0) return new Set();
  const inserted = await tx.$queryRaw<{ id: string }[]>`
    ${predictionInsert(model, predictions, now)}
    ON CONFLICT (item_id, model_version_id) DO NOTHING
    RETURNING id`;
  return new Set(inserted.map((row) => row.id));
}
