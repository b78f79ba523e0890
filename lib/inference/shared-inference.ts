import "server-only";
import { Inference } from "@/lib/inference/inference";
import { defaultInferenceSettings } from "@/lib/inference/inference-settings";
import { env } from "@/lib/platform/env";

// One for the whole process, also across Next's separate server bundles: models are loaded once.
const shared = globalThis as typeof globalThis & { countersignInference?: Inference };

/** This process's models. */
export function sharedInference(): Inference {
  shared.countersignInference ??= new Inference({
    ...defaultInferenceSettings,
    dataDir: env.dataDir,
    batchLimitMs: env.inferenceTimeoutMs,
    memoryLimitBytes: env.modelMemoryLimitBytes,
  });
  return shared.countersignInference;
}
