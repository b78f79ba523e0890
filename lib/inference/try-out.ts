import "server-only";
import type { ModelSource } from "@/lib/inference/backend";
import type { ItemInput } from "@/lib/inference/encode-column";
import type { Prediction } from "@/lib/inference/prediction";
import { trialInference } from "@/lib/inference/shared-inference";

const idleMs = 60_000;
let idle: NodeJS.Timeout | undefined;

/** As `predict`, for models that nobody has confirmed yet: they take no place from those in use, and soon go. */
export async function tryOut(model: ModelSource, inputs: readonly ItemInput[]): Promise<Prediction[]> {
  clearTimeout(idle);
  try {
    return await trialInference().predict(model, inputs);
  } finally {
    clearTimeout(idle);
    idle = setTimeout(() => void trialInference().stop(), idleMs).unref();
  }
}
