import type { GuardedAnswer, GuardrailContext } from "@/lib/engine/guardrail-context";
import { marginOf } from "@/lib/engine/margin-of";
import type { ExpressionContext } from "@/lib/engine/parse-expression";

/** What conditions see of an item: moments as dates, no pictures; of the answer its parts and the margin. */
export function expressionContext(context: GuardrailContext, answer: GuardedAnswer | null): ExpressionContext {
  const { entityKey, tags } = context;
  return { input: inputOf(context), prediction: answer === null ? {} : predictionOf(answer), entityKey, tags };
}

function inputOf({ fields, input }: GuardrailContext): ExpressionContext["input"] {
  const special = fields.filter(({ kind }) => kind === "datetime" || kind === "image");
  if (special.length === 0) return input;
  const seen: Record<string, string | number | boolean | Date> = { ...input };
  for (const { key, kind } of special) {
    const value = seen[key];
    if (kind === "image") delete seen[key];
    else if (typeof value === "number") seen[key] = new Date(value);
  }
  return seen;
}

function predictionOf(answer: GuardedAnswer): ExpressionContext["prediction"] {
  if (!("outcome" in answer)) {
    const { value, spread } = answer;
    return spread === undefined || spread === null ? { value } : { value, spread };
  }
  const { outcome, confidence, scores } = answer;
  return {
    outcome,
    ...(confidence !== undefined && { confidence }),
    ...(scores !== undefined && { scores, margin: marginOf(outcome, scores) }),
  };
}
