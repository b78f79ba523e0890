import type { RouteReason } from "@/lib/engine/route-item";

/** Why an item was not the model's, as the end of "12 because …". */
export const causeText: Partial<Record<RouteReason, string>> = {
  halted: "automation was halted",
  outside_ramp: "outside the ramp",
  mode_human_only: "no model runs on this rung",
  mode_shadow: "the model only shadows",
  mode_ai_assist: "the model only assists",
  below_threshold: "confidence below the threshold",
  no_threshold: "no threshold for that outcome",
  spread_too_wide: "spread too wide",
  no_spread: "no spread was given",
  no_prediction: "no prediction",
  prediction_failed: "the prediction failed",
  unlisted_category: "a category that nobody listed",
  guardrail: "stopped by a guardrail",
};
