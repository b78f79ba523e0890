import type { Prediction } from "@/lib/inference/prediction";
import { roundScore } from "@/lib/inference/round-score";
import type { SuppliedPrediction } from "@/lib/items/item-body-schema";
import type { Problem } from "@/lib/platform/errors";
import type { Definition } from "@/lib/use-cases/definition-schema";

/** A prediction as routing and storage take it; a supplied one without scores has no confidence. */
export type ParsedPrediction = Prediction;

const runtime = "supplied";

/**
 * A caller's prediction in our own form. The outcome, where it is not given, is the one with the highest score, the
 * first of equals in the definition's order. An outcome without scores counts with confidence 0: it never reaches a threshold.
 */
export function readSuppliedPrediction(
  definition: Definition,
  supplied: SuppliedPrediction,
): ParsedPrediction | { problems: Problem[] } {
  const problems: Problem[] = [];
  const problem = (path: string, message: string) => problems.push({ path: `prediction.${path}`, message });
  if (definition.kind === "regression") {
    if (supplied.value === undefined) problem("value", "A regression needs a value.");
    if (supplied.outcome !== undefined || supplied.scores !== undefined)
      problem("outcome", "A regression has no outcomes.");
    if (problems.length > 0 || supplied.value === undefined) return { problems };
    const spread = supplied.spread === undefined ? {} : { spread: roundScore(supplied.spread) };
    return { ok: true, value: roundScore(supplied.value), ...spread, latencyMs: 0, runtime };
  }
  if (supplied.value !== undefined || supplied.spread !== undefined) {
    problem("value", "Only a regression has a value.");
  }
  const keys = definition.outcomes.map((outcome) => outcome.key);
  const scores: Record<string, number> = Object.create(null);
  for (const [key, score] of Object.entries(supplied.scores ?? {})) {
    if (keys.includes(key)) scores[key] = roundScore(score);
    else problem(`scores.${key}`, "This use case has no such outcome.");
  }
  if (supplied.outcome !== undefined && !keys.includes(supplied.outcome)) {
    problem("outcome", "This use case has no such outcome.");
  }
  const sum = Object.values(scores).reduce((total, score) => total + score, 0);
  if (supplied.scores !== undefined && sum > 1.001) problem("scores", "The scores add up to more than 1.");
  const best = keys.reduce((top, key) => ((scores[key] ?? -1) > (scores[top] ?? -1) ? key : top), keys[0] ?? "");
  const outcome = supplied.outcome ?? best;
  if (supplied.outcome === undefined && Object.keys(scores).length === 0) problem("scores", "The scores are empty.");
  if (problems.length > 0) return { problems };
  return { ok: true, outcome, scores: { ...scores }, confidence: scores[outcome] ?? 0, latencyMs: 0, runtime };
}
