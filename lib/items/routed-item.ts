import type { Route, RouteInput } from "@/lib/engine/route-item";
import type { Prediction } from "@/lib/inference/prediction";
import type { ParsedItem } from "@/lib/items/parse-item";

/** An item that was routed and is about to be stored. */
export interface RoutedItem {
  id: string;
  parsed: ParsedItem;
  salt: Uint8Array;
  route: Route;
  /** What it was routed on: a rate guardrail has the last word in the transaction. */
  ground: RouteInput;
  prediction: Prediction | null;
  predictionId: string | null;
  /** The answer of the model version that the policy falls back to; null where it was not asked. */
  fallbackPrediction: Prediction | null;
  fallbackPredictionId: string | null;
}

/** The decision that comes with an item: nobody's where a person decides. */
export interface RoutedDecision {
  decidedBy: "model" | "fallback";
  outcome: string | null;
  value: number | null;
  /** The score that it was held against its threshold with; null for a fixed answer or a value. */
  score: number | null;
  /** Null for a fixed answer. */
  predictionId: string | null;
}

/** What the engine decided about an item, if it did. */
export function routedDecision(item: RoutedItem): RoutedDecision | null {
  const { route, ground } = item;
  if (route.decides === "human") return null;
  const decidedBy = route.decides;
  if (decidedBy === "model") return modelDecision(decidedBy, item.prediction, item.predictionId);
  const { fallback } = ground.settings;
  const fixed = { decidedBy, score: null, predictionId: null } as const;
  if (fallback.to === "outcome") return { ...fixed, outcome: fallback.outcome, value: null };
  if (fallback.to === "value") return { ...fixed, outcome: null, value: fallback.value };
  return modelDecision(decidedBy, item.fallbackPrediction, item.fallbackPredictionId);
}

function modelDecision(
  decidedBy: RoutedDecision["decidedBy"],
  prediction: Prediction | null,
  predictionId: string | null,
): RoutedDecision {
  if (prediction?.ok !== true) throw new Error("A model decided that gave no answer.");
  return "value" in prediction
    ? { decidedBy, outcome: null, value: prediction.value, score: null, predictionId }
    : { decidedBy, outcome: prediction.outcome, value: null, score: prediction.confidence, predictionId };
}
