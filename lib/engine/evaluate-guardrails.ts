import { compilePattern } from "@/lib/engine/compile-pattern";
import { expressionContext } from "@/lib/engine/expression-context";
import type { GuardedAnswer, GuardrailContext } from "@/lib/engine/guardrail-context";
import type { Guardrail, GuardrailFinding } from "@/lib/engine/guardrail-schema";
import { marginOf } from "@/lib/engine/margin-of";
import { openHours } from "@/lib/engine/open-hours";
import { outsideReference } from "@/lib/engine/outside-reference";
import { type ExpressionContext, parseExpression } from "@/lib/engine/parse-expression";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";

/** Says what it met, or null where it met nothing. Throws where it cannot tell. */
type Check = (answer: GuardedAnswer, context: GuardrailContext, see: () => ExpressionContext) => string | null;

interface Compiled {
  guardrail: Guardrail;
  check: Check;
}

/** By the settings object: a process keeps one for each policy version in use. */
const compiled = new WeakMap<readonly Guardrail[], readonly Compiled[]>();

/**
 * What a policy's guardrails say about an answer that would be automated, in their order. Pure and never throws: a
 * guardrail that cannot be evaluated has found something (`error`), which stops the item as a hit does. Those that only
 * watch are evaluated too, and their findings do not act. A field without a value is met by `missing_field`, by
 * `outside_reference` and by expressions only.
 */
export function evaluateGuardrails(
  { guardrails }: Pick<PolicySettings, "guardrails">,
  answer: GuardedAnswer,
  context: GuardrailContext,
): GuardrailFinding[] {
  if (guardrails.length === 0) return [];
  const findings: GuardrailFinding[] = [];
  // All conditions look at the same, which is put together for the first of them.
  let seen: ExpressionContext | undefined;
  const see = () => {
    seen ??= expressionContext(context, answer);
    return seen;
  };
  for (const { guardrail, check } of compileAll(guardrails)) {
    const found = run(() => check(answer, context, see));
    if (found === null) continue;
    const { key, kind, watch } = guardrail;
    findings.push({ guardrail: key, kind, acts: !watch, ...found });
  }
  return findings;
}

function run(check: () => string | null): Pick<GuardrailFinding, "result" | "detail"> | null {
  try {
    const detail = check();
    return detail === null ? null : { result: "stopped", detail };
  } catch (error) {
    // The library's messages may quote what they met, so only ours are kept.
    const ours = error instanceof GuardrailError;
    return { result: "error", detail: ours ? error.message : "It could not be evaluated on this item." };
  }
}

/** Why a guardrail cannot tell; the message holds no input values. */
class GuardrailError extends Error {}

function compileAll(guardrails: readonly Guardrail[]): readonly Compiled[] {
  const known = compiled.get(guardrails);
  if (known !== undefined) return known;
  const fresh = guardrails.map((guardrail) => ({ guardrail, check: compile(guardrail) }));
  compiled.set(guardrails, fresh);
  return fresh;
}

/** A guardrail that cannot be compiled stops every item: settings are held against this before they take force. */
function compile(guardrail: Guardrail): Check {
  try {
    return checkOf(guardrail);
  } catch {
    return () => {
      throw new GuardrailError("This guardrail cannot be read.");
    };
  }
}

function checkOf(guardrail: Guardrail): Check {
  switch (guardrail.kind) {
    case "missing_field":
      return onField(guardrail.field, (value, label) => (value === undefined ? `${label} is missing.` : null));
    case "field_outside": {
      const isOutside = outside(guardrail);
      return onField(guardrail.field, (value, label) => {
        if (value === undefined) return null;
        if (typeof value !== "number") throw new GuardrailError(`${label} is no number.`);
        return isOutside(value) ? `${label} lies outside its bounds.` : null;
      });
    }
    case "category_not_in": {
      const allowed = new Set<unknown>(guardrail.categories);
      return onField(guardrail.field, (value, label) =>
        value === undefined || allowed.has(value) ? null : `${label} is none of the categories allowed.`,
      );
    }
    case "slice": {
      const slice = new Set<unknown>(guardrail.values);
      return onField(guardrail.field, (value, label) =>
        slice.has(value) ? `${label} is of a slice that is never automated.` : null,
      );
    }
    case "text_matches": {
      const pattern = compilePattern(guardrail.pattern);
      return onField(guardrail.field, (value, label) => {
        if (value === undefined) return null;
        if (typeof value !== "string") throw new GuardrailError(`${label} is no text.`);
        return pattern.test(value) ? `${label} matches the pattern.` : null;
      });
    }
    case "outside_reference":
      return onReference(guardrail.fields);
    case "score_below":
      return (answer) => {
        if (!("outcome" in answer)) throw new GuardrailError("The answer has no score.");
        if (answer.confidence === undefined) return null;
        return answer.confidence >= guardrail.score ? null : "The confidence is too low.";
      };
    case "margin_below":
      return (answer) => {
        if (!("outcome" in answer)) throw new GuardrailError("The answer has no scores.");
        if (answer.confidence === undefined) return null;
        if (answer.scores === undefined) throw new GuardrailError("The answer has no scores of other outcomes.");
        return marginOf(answer.outcome, answer.scores) >= guardrail.margin ? null : "The second outcome is too close.";
      };
    case "outcome": {
      const never = new Set(guardrail.outcomes);
      return (answer) => {
        if (!("outcome" in answer)) throw new GuardrailError("The answer has no outcome.");
        return never.has(answer.outcome) ? "This outcome is never automated." : null;
      };
    }
    case "value_outside": {
      const isOutside = outside(guardrail);
      return (answer) => {
        if (!("value" in answer)) throw new GuardrailError("The answer has no value.");
        return isOutside(answer.value) ? "The value lies outside its bounds." : null;
      };
    }
    case "rate":
      return (_, { automated, entityKey }) => {
        if (automated === null) throw new GuardrailError("Nobody counted what was automated.");
        if (guardrail.per === "use_case") {
          return automated.useCase >= guardrail.most ? "As many as allowed were automated within the hour." : null;
        }
        if (entityKey === null) throw new GuardrailError("The item has no entity key to count by.");
        return automated.entity >= guardrail.most
          ? "As many as allowed of this entity were automated within the hour."
          : null;
      };
    case "outside_hours": {
      const isOpen = openHours(guardrail);
      return (_, { now }) => (isOpen(now) ? null : "It arrived outside the hours.");
    }
    case "expression": {
      const expression = parseExpression(guardrail.when);
      return (_, context, see) => {
        for (const field of expression.fields) fieldOf(context, field);
        return expression.evaluate(see()) ? "The condition holds." : null;
      };
    }
  }
}

/** NaN lies outside whatever the bounds are. */
function outside({ min, max }: { min?: number | undefined; max?: number | undefined }): (value: number) => boolean {
  const [least, most] = [min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY];
  return (value) => !(Number.isFinite(value) && value >= least && value <= most);
}

type Value = string | number | boolean | undefined;

function onField(key: string, check: (value: Value, label: string) => string | null): Check {
  return (_, context) => {
    const { label } = fieldOf(context, key);
    return check(inputValue(context, key), label);
  };
}

function onReference(keys: readonly string[]): Check {
  return (_, context) => {
    const { reference } = context;
    if (reference === null) throw new GuardrailError("What the model was trained on is not known.");
    const fields = keys.length === 0 ? context.fields : keys.map((key) => fieldOf(context, key));
    const strange = fields.find(({ key, label }) => {
      const known = Object.hasOwn(reference, key) ? reference[key] : undefined;
      if (known !== undefined) return outsideReference(known, inputValue(context, key)) !== null;
      if (keys.length === 0) return false;
      throw new GuardrailError(`The training data say nothing about ${label}.`);
    });
    return strange === undefined ? null : `${strange.label} lies outside the training data.`;
  };
}

function inputValue({ input }: GuardrailContext, key: string): Value {
  return Object.hasOwn(input, key) ? input[key] : undefined;
}

const fieldsByKey = new WeakMap<GuardrailContext["fields"], Map<string, GuardrailContext["fields"][number]>>();

/** A field that the use case no longer has cannot be checked. */
function fieldOf({ fields }: GuardrailContext, key: string): GuardrailContext["fields"][number] {
  let byKey = fieldsByKey.get(fields);
  if (byKey === undefined) {
    byKey = new Map(fields.map((field) => [field.key, field]));
    fieldsByKey.set(fields, byKey);
  }
  const field = byKey.get(key);
  if (field === undefined) throw new GuardrailError(`The use case has no field ${key}.`);
  return field;
}
