import { expressionContext } from "@/lib/engine/expression-context";
import type { GuardedAnswer, GuardrailContext } from "@/lib/engine/guardrail-context";
import { type Expression, parseExpression } from "@/lib/engine/parse-expression";
import type { PriorityRule } from "@/lib/engine/policy-settings-schema";

const compiled = new WeakMap<readonly PriorityRule[], readonly (Expression | null)[]>();

interface Priority {
  /** 0 where no rule matched. */
  priority: number;
  /** Places of the rules that could not be evaluated; they count as no match. */
  failed: number[];
}

/**
 * How far ahead an item goes at the desk: the first rule that matches counts. A rule that looks at the prediction matches
 * nothing where `seen` is null: what reviewers must not see must not order their work either.
 */
export function priorityOf(
  rules: readonly PriorityRule[],
  seen: GuardedAnswer | null,
  context: GuardrailContext,
): Priority {
  const failed: number[] = [];
  if (rules.length === 0) return { priority: 0, failed };
  const expressions = compileAll(rules);
  const sight = expressionContext(context, seen);
  for (const [place, rule] of rules.entries()) {
    const expression = expressions[place];
    try {
      if (!expression) throw new Error("The rule cannot be read.");
      if (expression.usesPrediction && seen === null) continue;
      if (expression.evaluate(sight)) return { priority: rule.priority, failed };
    } catch {
      failed.push(place);
    }
  }
  return { priority: 0, failed };
}

function compileAll(rules: readonly PriorityRule[]): readonly (Expression | null)[] {
  const known = compiled.get(rules);
  if (known !== undefined) return known;
  const fresh = rules.map(({ when }) => {
    try {
      return parseExpression(when);
    } catch {
      return null;
    }
  });
  compiled.set(rules, fresh);
  return fresh;
}
