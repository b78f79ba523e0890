import "server-only";
import type { ModelSource } from "@/lib/inference/backend";
import type { Warmth } from "@/lib/inference/inference";
import { sharedInference } from "@/lib/inference/shared-inference";

/**
 * Loads a model in this process, if it is not, and lets it answer once, so that the first item need not wait for that.
 * Not ok: it cannot be used here and now, with a sentence that says why. Never rejects.
 */
export function warm(model: ModelSource): Promise<Warmth> {
  return sharedInference().warm(model);
}

/**
 * Keeps an owner's models (a use case's champion, and the one it may have to go back to) loaded in this process, in place
 * of those named before. They are not loaded by this: the next `warm` or prediction does that, and from then on they stay.
 */
export function keepWarm(owner: string, models: readonly ModelSource[]): void {
  sharedInference().keepWarm(owner, models);
}
