/** A model's answer as far as routing needs it. Scores are rounded to 1e-6 already. */
export type RoutablePrediction =
  | { ok: true; outcome: string; confidence: number; scores?: Readonly<Record<string, number>> }
  | { ok: true; value: number; spread: number | null }
  | { ok: false };

/** Whether every number in it is one: NaN and infinities are a failed prediction, whatever says otherwise. */
export function isUsable(prediction: RoutablePrediction | null): prediction is RoutablePrediction & { ok: true } {
  if (prediction?.ok !== true) return false;
  if ("value" in prediction) {
    return Number.isFinite(prediction.value) && (prediction.spread === null || Number.isFinite(prediction.spread));
  }
  return (
    Number.isFinite(prediction.confidence) &&
    (prediction.scores === undefined || Object.values(prediction.scores).every(Number.isFinite))
  );
}
