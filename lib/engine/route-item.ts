import { automates, type Mode, modelRuns } from "@/lib/engine/mode";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";

/** Why an item went where it went. A closed list, worded for people in `reason-text.ts`. */
export type RouteReason =
  | "halted"
  | "outside_ramp"
  | "mode_human_only"
  | "mode_shadow"
  | "mode_ai_assist"
  | "mode_full_automation"
  | "threshold_reached"
  | "below_threshold"
  | "no_threshold"
  | "spread_too_wide"
  | "no_spread"
  | "no_prediction"
  | "prediction_failed"
  | "unlisted_category";

/** The champion's answer as far as routing needs it. Scores are rounded to 1e-6 already. */
export type RoutablePrediction =
  | { ok: true; outcome: string; confidence: number }
  | { ok: true; value: number; spread: number | null }
  | { ok: false };

export interface Buckets {
  /** By the use case's unit (item or entity). */
  ramp: number;
  /** By item. */
  qc: number;
  /** By item. */
  blind: number;
}

/** What the engine said about an item. Stored with it, never changed: with the shares, it is the propensity. */
export interface Route {
  /** The policy's mode. */
  mode: Mode;
  /** The rung that this item got, after ramp and halt. */
  effectiveMode: Mode;
  decides: "model" | "human";
  reasons: RouteReason[];
  /** The item was to be automated and could not be: lost coverage. */
  fallback: boolean;
  /** The review to open, if any. */
  review: "decide" | "quality_control" | null;
  /** When that review's reviewer may see the model's answer. */
  reveal: "before" | "after" | "never";
  /** The threshold that the confidence was held against (or the largest spread), where one was. */
  threshold: number | null;
  buckets: Buckets;
  shares: { ramp: number; qc: number; blind: number };
  saltVersion: number;
}

export interface RouteInput {
  settings: PolicySettings;
  halted: boolean;
  buckets: Buckets;
  /** The champion's answer; null where it was not asked. */
  prediction: RoutablePrediction | null;
  /** The input has a category that its field's list does not know. */
  unlisted: boolean;
}

/** The rung that a unit gets: the mode inside the ramp, the base mode outside; on a halt never above `ai_assist`. */
export function effectiveModeOf(settings: PolicySettings, halted: boolean, rampBucket: number): Mode {
  const mode = rampBucket < settings.rampShare ? settings.mode : settings.baseMode;
  return halted && automates(mode) ? "ai_assist" : mode;
}

/** Whether the model may decide this prediction in `partial_automation`, and what it was held against. */
function certify(
  settings: PolicySettings,
  prediction: RoutablePrediction & { ok: true },
): { passes: boolean; reason: RouteReason; threshold: number | null } {
  if ("value" in prediction) {
    const threshold = settings.maxSpread;
    if (threshold === null) return { passes: false, reason: "no_threshold", threshold };
    if (prediction.spread === null) return { passes: false, reason: "no_spread", threshold };
    const passes = prediction.spread <= threshold;
    return { passes, reason: passes ? "threshold_reached" : "spread_too_wide", threshold };
  }
  const threshold = Object.hasOwn(settings.thresholds, prediction.outcome)
    ? (settings.thresholds[prediction.outcome] ?? null)
    : null;
  if (threshold === null) return { passes: false, reason: "no_threshold", threshold };
  const passes = prediction.confidence >= threshold;
  return { passes, reason: passes ? "threshold_reached" : "below_threshold", threshold };
}

/**
 * Says who decides an item and why. Pure: the same input gives the same route.
 * The caller has rounded the scores and drawn the buckets; a missing or failed prediction is never automated.
 */
export function routeItem(input: RouteInput): Route {
  const { settings, halted, buckets, prediction } = input;
  const effectiveMode = effectiveModeOf(settings, halted, buckets.ramp);
  const reasons: RouteReason[] = [];
  if (halted) reasons.push("halted");
  if (buckets.ramp >= settings.rampShare) reasons.push("outside_ramp");

  let automated = false;
  let fallback = false;
  let threshold: number | null = null;
  if (!automates(effectiveMode)) {
    reasons.push(`mode_${effectiveMode}` as RouteReason);
    if (effectiveMode === "ai_assist" && prediction?.ok !== true) {
      reasons.push(prediction === null ? "no_prediction" : "prediction_failed");
    }
  } else if (prediction?.ok !== true) {
    reasons.push(prediction === null ? "no_prediction" : "prediction_failed");
    fallback = true;
  } else if (input.unlisted) {
    reasons.push("unlisted_category");
    fallback = true;
  } else if (effectiveMode === "full_automation") {
    reasons.push("mode_full_automation");
    automated = true;
  } else {
    const verdict = certify(settings, prediction);
    reasons.push(verdict.reason);
    automated = verdict.passes;
    threshold = verdict.threshold;
  }

  const checked = automated && buckets.qc < settings.qcShare;
  const suggests = !automated && modelRuns(effectiveMode) === "before" && prediction?.ok === true;
  const blind = buckets.blind < settings.blindShare;
  return {
    mode: settings.mode,
    effectiveMode,
    decides: automated ? "model" : "human",
    reasons,
    fallback,
    review: automated ? (checked ? "quality_control" : null) : "decide",
    reveal: suggests && !blind ? settings.reveal : "never",
    threshold,
    buckets,
    shares: { ramp: settings.rampShare, qc: settings.qcShare, blind: settings.blindShare },
    saltVersion: settings.saltVersion,
  };
}
