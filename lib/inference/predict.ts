import "server-only";
import type { ModelSource } from "@/lib/inference/backend";
import type { ItemInput } from "@/lib/inference/encode-column";
import type { Prediction } from "@/lib/inference/prediction";
import { sharedInference, stopSharedInference } from "@/lib/inference/shared-inference";

/** One prediction per input, in order. Never rejects for a model or an input: what goes wrong is a failed prediction. */
export function predict(model: ModelSource, inputs: readonly ItemInput[]): Promise<Prediction[]> {
  return sharedInference().predict(model, inputs);
}

/** Ends this process's models; to be called when it shuts down. */
export function stopInference(): Promise<void> {
  return stopSharedInference();
}
