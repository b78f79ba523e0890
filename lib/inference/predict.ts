import "server-only";
import type { ModelSource } from "@/lib/inference/backend";
import type { ItemInput } from "@/lib/inference/encode-column";
import { Inference } from "@/lib/inference/inference";
import { defaultInferenceSettings } from "@/lib/inference/inference-settings";
import type { Prediction } from "@/lib/inference/prediction";
import { env } from "@/lib/platform/env";

// One for the whole process, also across Next's separate server bundles: models are loaded once.
const shared = globalThis as typeof globalThis & { countersignInference?: Inference };

/** One prediction per input, in order. Never rejects for a model or an input: what goes wrong is a failed prediction. */
export function predict(model: ModelSource, inputs: readonly ItemInput[]): Promise<Prediction[]> {
  shared.countersignInference ??= new Inference({
    ...defaultInferenceSettings,
    dataDir: env.dataDir,
    batchLimitMs: env.inferenceTimeoutMs,
    memoryLimitBytes: env.modelMemoryLimitBytes,
  });
  return shared.countersignInference.predict(model, inputs);
}

/** Ends this process's models; to be called when it shuts down. */
export async function stopInference(): Promise<void> {
  await shared.countersignInference?.stop();
}
