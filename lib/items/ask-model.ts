import "server-only";
import type { ItemInput } from "@/lib/inference/encode-column";
import { predict } from "@/lib/inference/predict";
import type { Prediction, PredictionFailureCode } from "@/lib/inference/prediction";
import { findModelSource } from "@/lib/models/model-source-query";
import { logger } from "@/lib/platform/logger";

/**
 * A model version's answers on inputs, in order. Never throws: a model that cannot even be asked is a failed prediction
 * of every item, and no error of the caller's.
 */
export async function askModel(modelVersionId: string, inputs: readonly ItemInput[]): Promise<Prediction[]> {
  if (inputs.length === 0) return [];
  const failed = (code: PredictionFailureCode, message: string): Prediction[] =>
    inputs.map(() => ({ ok: false, failure: { code, message }, latencyMs: 0, runtime: "none" }));
  try {
    const source = await findModelSource(modelVersionId);
    if (source === null)
      return failed("missing_input", "The caller sends this model's predictions, and sent none here.");
    return await predict(source, inputs);
  } catch (error) {
    logger.error({ err: error, modelVersionId }, "the model could not be asked");
    return failed("unavailable", "The model could not be asked.");
  }
}
