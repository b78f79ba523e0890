import type { Prediction } from "@/lib/inference/prediction";
import type { ShownAnswer } from "@/lib/items/item-list-view";
import type { TriedRow } from "@/lib/models/try-model-draft";

/** What a model answered, as it is shown; null where it failed. */
export function predictedAnswer(prediction: Prediction): ShownAnswer | null {
  if (!prediction.ok) return null;
  return "value" in prediction ? { value: prediction.value } : { outcome: prediction.outcome };
}

/** The decision in force, as it is shown; null where there is none. */
export function decidedAnswer({ decision }: TriedRow): ShownAnswer | null {
  if (decision === undefined) return null;
  return typeof decision === "number" ? { value: decision } : { outcome: decision };
}
