import "server-only";
import { enqueue } from "@/lib/jobs/enqueue";
import { explainPredictionJob } from "@/lib/jobs/explain-prediction-job";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";

/** What failed, or did not come, is tried again when somebody looks after this time. */
const againAfterMs = 600_000;

/**
 * Has a prediction explained in the background, unless that is done, under way, or failed a short while ago. The row
 * stands for the wish and is there once, so that any number of people who look at once start one job. It is working
 * state of what is derived from the record, so it needs no event. Answers whether this call started one.
 */
export async function requestExplanation(prediction: { id: string; modelVersionId: string }): Promise<boolean> {
  const now = clock.now();
  const tooOld = new Date(now.getTime() - againAfterMs);
  return database.$transaction(async (tx) => {
    const asked = await tx.$executeRaw`
      INSERT INTO explanation (prediction_id, created_at) VALUES (${prediction.id}::uuid, ${now})
      ON CONFLICT (prediction_id) DO UPDATE SET created_at = EXCLUDED.created_at, failure = NULL
      WHERE explanation.result IS NULL AND explanation.created_at < ${tooOld}`;
    if (asked === 0) return false;
    await enqueue(tx, explainPredictionJob, [
      { predictionId: prediction.id, modelVersionId: prediction.modelVersionId },
    ]);
    return true;
  });
}
