import type { GuardedAnswer, GuardrailContext } from "@/lib/engine/guardrail-context";
import { marginOf } from "@/lib/engine/margin-of";
import type { ExpressionContext } from "@/lib/engine/parse-expression";

/** Conditions of one item are asked one after the other, so its input is put into their form once. */
const inputs = new WeakMap<GuardrailContext, ExpressionContext["input"]>();
const predictions = new WeakMap<GuardedAnswer, ExpressionContext["prediction"]>();

/** What conditions see of an item: moments as dates, no pictures; of the answer its parts and the margin. */
export function expressionContext(context: GuardrailContext, answer: GuardedAnswer | null): ExpressionContext {
  let input = inputs.get(context);
  if (input === undefined) {
    input = inputOf(context);
    inputs.set(context, input);
  }
  const { entityKey, tags } = context;
  return { input, prediction: answer === null ? {} : predictionOf(answer), entityKey, tags };
}

function inputOf({ fields, input }: GuardrailContext): ExpressionContext["input"] {
  const seen: Record<string, string | number | boolean | Date> = {};
  for (const { key, kind } of fields) {
    if (kind === "image" || !Object.hasOwn(input, key)) continue;
    const value = input[key];
    if (value === undefined) continue;
    seen[key] = kind === "datetime" && typeof value === "number" ? new Date(value) : value;
  }
  return seen;
}

function predictionOf(answer: GuardedAnswer): ExpressionContext["prediction"] {
  const known = predictions.get(answer);
  if (known !== undefined) return known;
  const seen: Record<string, unknown> = {};
  if ("outcome" in answer) {
    seen.outcome = answer.outcome;
    if (answer.confidence !== undefined) seen.confidence = answer.confidence;
    if (answer.scores !== undefined) {
      seen.scores = answer.scores;
      seen.margin = marginOf(answer.outcome, answer.scores);
    }
  } else {
    seen.value = answer.value;
    if (answer.spread !== undefined && answer.spread !== null) seen.spread = answer.spread;
  }
  predictions.set(answer, seen);
  return seen;
}
