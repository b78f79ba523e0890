import "server-only";
import { Inference } from "@/lib/inference/inference";
import { defaultInferenceSettings, type InferenceSettings } from "@/lib/inference/inference-settings";
import { env } from "@/lib/platform/env";

// One for the whole process, also across Next's separate server bundles: models are loaded once.
const shared = globalThis as typeof globalThis & { countersignInference?: Inference; countersignTrials?: Inference };

/** A mapping that is edited makes a new model of each of its states. */
const trials = { loadedModels: 2, waitLimitMs: 60_000 };

function open(settings: Partial<InferenceSettings> = {}): Inference {
  return new Inference({
    ...defaultInferenceSettings,
    dataDir: env.dataDir,
    batchLimitMs: env.inferenceTimeoutMs,
    memoryLimitBytes: env.modelMemoryLimitBytes,
    ...settings,
  });
}

/** This process's models. */
export function sharedInference(): Inference {
  shared.countersignInference ??= open();
  return shared.countersignInference;
}

/** Models that are tried out before anybody confirms them, apart from those in use. */
export function trialInference(): Inference {
  shared.countersignTrials ??= open(trials);
  return shared.countersignTrials;
}

/** Ends all of this process's models. */
export async function stopSharedInference(): Promise<void> {
  await Promise.all([shared.countersignInference?.stop(), shared.countersignTrials?.stop()]);
}
