import type { RouteReason } from "@/lib/engine/route-item";

/** A sentence for each reason, for people. */
export const reasonText: Record<RouteReason, string> = {
  halted: "Automation was halted.",
  outside_ramp: "Outside the ramp's share: the base mode applied.",
  mode_human_only: "People decide everything in this mode.",
  mode_shadow: "The model only shadows in this mode; a person decides.",
  mode_ai_assist: "The model assists in this mode; a person decides.",
  mode_full_automation: "The model decides everything it can in this mode.",
  threshold_reached: "The model was sure enough for this outcome.",
  below_threshold: "The model's confidence was below this outcome's threshold.",
  no_threshold: "This outcome has no threshold, so it is never automated.",
  spread_too_wide: "The model's spread was wider than allowed.",
  no_spread: "The model gave no spread, so nobody knows how sure it was.",
  no_prediction: "There was no prediction.",
  prediction_failed: "The prediction failed.",
  unlisted_category: "A category lies outside the list that the field knows.",
  fallback_model: "Another model version answered in the champion's place, as the policy's fallback says.",
  fallback_model_failed: "The model version that the policy falls back to gave no answer either; a person decides.",
  fallback_fixed: "The policy's fixed fallback answer was taken.",
  guardrail: "A guardrail stopped it; a person decides.",
};
