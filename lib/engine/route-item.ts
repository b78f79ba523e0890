import { effectiveModeOf } from "@/lib/engine/effective-mode";
import { evaluateGuardrails } from "@/lib/engine/evaluate-guardrails";
import type { GuardedAnswer, GuardrailContext } from "@/lib/engine/guardrail-context";
import type { GuardrailFinding } from "@/lib/engine/guardrail-schema";
import { automates, type Mode, modelRuns } from "@/lib/engine/mode";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { priorityOf } from "@/lib/engine/priority-of";
import { isUsable, type RoutablePrediction } from "@/lib/engine/routable-prediction";

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
  | "unlisted_category"
  | "fallback_model"
  | "fallback_model_failed"
  | "fallback_fixed"
  | "guardrail";

export interface Buckets {
  /** By the use case's unit (item or entity). */
  ramp: number;
  /** By item. */
  qc: number;
  /** By item. */
  blind: number;
  /** By item; absent where the policy audits no agreement, and in routes from before there was such a thing. */
  agreementAudit?: number;
}

/** What the engine said about an item. Stored with it, never changed: with the shares, it is the propensity. */
export interface Route {
  /** The policy's mode. */
  mode: Mode;
  /** The rung that this item got, after ramp and halt. */
  effectiveMode: Mode;
  /** `fallback`: another model version's answer, or a fixed one, as the policy's `fallback` says. */
  decides: "model" | "human" | "fallback";
  reasons: RouteReason[];
  /** The champion was to decide the item and could not: lost coverage. */
  fallback: boolean;
  /** The review to open, if any. */
  review: "decide" | "quality_control" | null;
  /** How many reviews to open that decide; absent: one. */
  reviews?: number;
  /** When that review's reviewer may see the model's answer. */
  reveal: "before" | "after" | "never";
  /** The threshold that the confidence was held against (or the largest spread), where one was. */
  threshold: number | null;
  buckets: Buckets;
  shares: { ramp: number; qc: number; blind: number; agreementAudit?: number };
  saltVersion: number;
  /** What guardrails found; absent where they found nothing. */
  findings?: GuardrailFinding[];
  /** 1 to 9: how far ahead of others it goes at the desk; absent: not at all. */
  priority?: number;
  /** Places of the priority rules that could not be evaluated; absent: none. */
  priorityFailed?: number[];
  /** Minutes from arrival within which a person should have answered; absent: no service level. */
  slaMinutes?: number;
}

export interface RouteInput {
  settings: PolicySettings;
  halted: boolean;
  buckets: Buckets;
  /** The champion's answer; null where it was not asked. */
  prediction: RoutablePrediction | null;
  /** The answer of the model version that `settings.fallback` names; null or absent where it was not asked. */
  fallbackPrediction?: RoutablePrediction | null;
  /** The input has a category that its field's list does not know. */
  unlisted: boolean;
  /** What guardrails and priority rules look at. */
  context: GuardrailContext;
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

/** What the rung makes of an item, before anything else is asked. */
interface Verdict {
  decides: Route["decides"];
  reasons: RouteReason[];
  fallback: boolean;
  threshold: number | null;
  /** What guardrails are held against; null where a person decides anyway. */
  answer: GuardedAnswer | null;
}

/** In a rung that automates: the answer of a model, where the rung is content with it. */
function heldAgainst(
  settings: PolicySettings,
  mode: Mode,
  prediction: RoutablePrediction & { ok: true },
  by: "model" | "fallback",
): Verdict {
  const shared = { fallback: by === "fallback", answer: prediction, decides: by } as const;
  if (mode === "full_automation") return { ...shared, reasons: ["mode_full_automation"], threshold: null };
  const { passes, reason, threshold } = certify(settings, prediction);
  const verdict: Verdict = { ...shared, reasons: [reason], threshold };
  return passes ? verdict : { ...verdict, decides: "human", answer: null };
}

/** In a rung that automates: where an item goes that the champion cannot decide. */
function fallBack({ settings, fallbackPrediction = null }: RouteInput, mode: Mode, cause: RouteReason): Verdict {
  const { fallback } = settings;
  const lost = { decides: "human", fallback: true, threshold: null, answer: null } as const;
  switch (fallback.to) {
    case "person":
      return { ...lost, reasons: [cause] };
    case "model": {
      if (!isUsable(fallbackPrediction)) return { ...lost, reasons: [cause, "fallback_model_failed"] };
      const held = heldAgainst(settings, mode, fallbackPrediction, "fallback");
      return { ...held, reasons: [cause, "fallback_model", ...held.reasons] };
    }
    case "outcome":
    case "value": {
      const answer = fallback.to === "outcome" ? { outcome: fallback.outcome } : { value: fallback.value };
      return { ...lost, decides: "fallback", answer, reasons: [cause, "fallback_fixed"] };
    }
  }
}

function judge(input: RouteInput, mode: Mode): Verdict {
  const { settings, prediction } = input;
  const usable = isUsable(prediction);
  const cause = prediction === null ? "no_prediction" : "prediction_failed";
  if (!automates(mode)) {
    const reasons: RouteReason[] = [`mode_${mode}` as RouteReason];
    if (mode === "ai_assist" && !usable) reasons.push(cause);
    return { decides: "human", reasons, fallback: false, threshold: null, answer: null };
  }
  if (!usable) return fallBack(input, mode, cause);
  if (input.unlisted) return fallBack(input, mode, "unlisted_category");
  return heldAgainst(settings, mode, prediction, "model");
}

/**
 * Says who decides an item and why. Pure: the same input gives the same route. The caller has rounded the scores and
 * drawn the buckets. Guardrails are asked about what would be automated, and only about that; what they stop, and what
 * the rung is not sure enough of, goes to people. What the champion cannot answer at all (no usable prediction, a
 * category that nobody listed) goes where the policy's fallback says.
 */
export function routeItem(input: RouteInput): Route {
  const { settings, halted, buckets, context } = input;
  const effectiveMode = effectiveModeOf(settings, halted, buckets.ramp);
  const verdict = judge(input, effectiveMode);
  const findings = verdict.answer === null ? [] : evaluateGuardrails(settings, verdict.answer, context);
  const stopped = findings.some(({ acts }) => acts);
  const decides = stopped ? "human" : verdict.decides;
  const reasons: RouteReason[] = [];
  if (halted) reasons.push("halted");
  if (buckets.ramp >= settings.rampShare) reasons.push("outside_ramp");
  reasons.push(...verdict.reasons);
  if (stopped) reasons.push("guardrail");

  const { rampShare: ramp, qcShare: qc, blindShare: blind, agreementAuditShare: agreementAudit } = settings;
  const route: Route = {
    mode: settings.mode,
    effectiveMode,
    decides,
    reasons,
    fallback: verdict.fallback,
    review: decides === "human" ? "decide" : buckets.qc < qc ? "quality_control" : null,
    reveal: "never",
    threshold: verdict.threshold,
    buckets,
    shares: { ramp, qc, blind, ...(agreementAudit > 0 && { agreementAudit }) },
    saltVersion: settings.saltVersion,
  };
  if (findings.length > 0) route.findings = findings;
  if (decides === "human") leaveToPeople(route, input);
  return route;
}

/** What a review that decides is like: when the suggestion is seen, how many of them, how soon. */
function leaveToPeople(route: Route, { settings, prediction, buckets, context }: RouteInput): void {
  const suggestion = modelRuns(route.effectiveMode) === "before" && isUsable(prediction) ? prediction : null;
  if (suggestion !== null && buckets.blind >= settings.blindShare) route.reveal = settings.reveal;
  if (settings.reviewsPerItem > 1) route.reviews = settings.reviewsPerItem;
  if (settings.slaMinutes !== null) route.slaMinutes = settings.slaMinutes;
  const seen = route.reveal === "before" ? suggestion : null;
  const { priority, failed } = priorityOf(settings.priority, seen, context);
  if (priority > 0) route.priority = priority;
  if (failed.length > 0) route.priorityFailed = failed;
}
