import type { Mode } from "@/lib/engine/mode";
import { modeName } from "@/lib/engine/mode-text";
import { reasonText } from "@/lib/engine/reason-text";
import type { Route } from "@/lib/engine/route-item";
import { percentText } from "@/lib/engine/settings-changes";
import type { Answer } from "@/lib/inference/prediction";

/** What can be chosen for a replay. */
export interface ReplayChoices {
  /** The newest first. */
  policies: { version: number; mode: Mode; champion: number | null; inForce: boolean }[];
  models: { version: number; name: string }[];
}

/** What a model version says about an item. */
export interface ReplayAnswer {
  version: number;
  name: string;
  answer: Answer;
  /** It never answered this item, so it was asked just now; nothing of it was stored. */
  askedNow: boolean;
}

/** What another policy and another model would have made of an item. It did not happen. */
export interface Replay {
  policy: { version: number; reason: string };
  /** Null where the policy has no champion and none was named. */
  champion: ReplayAnswer | null;
  /** The version that the policy falls back to, where it would have been asked. */
  standIn: ReplayAnswer | null;
  /** Null where it cannot be known: `unknown` says why. */
  route: Route | null;
  unknown: string | null;
}

/** One aspect of a route, in words. */
export interface RouteRow {
  key: string;
  label: string;
  text: string;
}

const deciders = {
  model: "The model",
  human: "A person",
  fallback: "The policy's fallback",
} as const;

const reveals = {
  before: "With the item",
  after: "After the reviewer's first answer",
  never: "Never",
} as const;

/**
 * A route in words, aspect by aspect; the same aspects for every route, so that two can stand side by side. `unit`: of a
 * regression's number; null for a classification.
 */
export function routeRows(route: Route, unit: string | null): RouteRow[] {
  const { decides, review, reviews = 1, findings = [], threshold, priority = 0, slaMinutes } = route;
  const found = findings.map(
    ({ guardrail, acts, detail }) => `${guardrail}: ${detail}${acts ? "" : " (only watches)"}`,
  );
  const people =
    review === "quality_control" ? "One checks it, blind" : reviews === 1 ? "One decides" : `${reviews} decide`;
  return [
    { key: "rung", label: "Rung", text: modeName[route.effectiveMode] },
    { key: "decides", label: "Who decides", text: deciders[decides] },
    { key: "why", label: "Why", text: route.reasons.map((reason) => reasonText[reason] ?? reason).join(" ") },
    { key: "threshold", label: "Held against", text: thresholdText(threshold, unit) },
    { key: "guardrails", label: "Guardrails", text: found.length === 0 ? "None met anything" : found.join(" ") },
    { key: "people", label: "People", text: review === null ? "None" : people },
    { key: "reveal", label: "Suggestion seen", text: review === "decide" ? reveals[route.reveal] : "–" },
    { key: "priority", label: "Priority", text: review === "decide" ? String(priority) : "–" },
    { key: "sla", label: "Answered within", text: slaMinutes === undefined ? "–" : `${slaMinutes} minutes` },
  ];
}

function thresholdText(threshold: number | null, unit: string | null): string {
  if (threshold === null) return "–";
  return unit === null ? `${percentText(threshold)} confidence` : `a spread of at most ${threshold} ${unit}`.trim();
}
