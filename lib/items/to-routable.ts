import type { RoutablePrediction } from "@/lib/engine/routable-prediction";
import type { Answer } from "@/lib/inference/prediction";

/** A model's answer as far as routing needs it; null where it was not asked. */
export function toRoutable(answer: Answer | null): RoutablePrediction | null {
  if (answer === null) return null;
  if (!answer.ok) return { ok: false };
  if ("value" in answer) return { ok: true, value: answer.value, spread: answer.spread ?? null };
  const { outcome, confidence, scores } = answer;
  return { ok: true, outcome, confidence, scores };
}
