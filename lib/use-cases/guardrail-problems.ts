import { compilePattern, PatternError } from "@/lib/engine/compile-pattern";
import { expressionProblem } from "@/lib/engine/expression-problem";
import type { Guardrail } from "@/lib/engine/guardrail-schema";
import { openHours } from "@/lib/engine/open-hours";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { Problem } from "@/lib/platform/errors";
import type { Definition, Field } from "@/lib/use-cases/definition-schema";

/** What a guardrail can look at: kinds of field, in words. */
const numeric = { kinds: ["number", "integer", "datetime"], words: "a number or a date" } as const;
const category = { kinds: ["category"], words: "a category" } as const;
const text = { kinds: ["text", "long_text", "category"], words: "a text" } as const;
const comparable = {
  kinds: ["category", "boolean", "text", "number", "integer"],
  words: "a category, yes or no, a text or a number",
} as const;

/** What is wrong with guardrails and priority rules in this use case, each at its place in the settings. */
export function guardrailProblems(
  definition: Definition,
  { guardrails, priority }: Pick<PolicySettings, "guardrails" | "priority">,
): Problem[] {
  return [
    ...guardrails.flatMap((guardrail, place) => {
      const path = `guardrails.${place}`;
      const twice = guardrails.findIndex(({ key }) => key === guardrail.key) < place;
      const problems = [...problemsOf(definition, guardrail)].map((problem) => ({
        path: `${path}.${problem.path}`,
        message: problem.message,
      }));
      if (!twice) return problems;
      return [{ path: `${path}.key`, message: `Another guardrail has the key "${guardrail.key}".` }, ...problems];
    }),
    ...priority.flatMap(({ when }, place) => {
      const message = expressionProblem(when, definition);
      return message === null ? [] : [{ path: `priority.${place}.when`, message }];
    }),
  ];
}

function* problemsOf(definition: Definition, guardrail: Guardrail): Generator<Problem> {
  switch (guardrail.kind) {
    case "missing_field":
      yield* fieldProblems(definition, guardrail.field, null);
      return;
    case "field_outside":
      yield* fieldProblems(definition, guardrail.field, numeric);
      yield* boundProblems(guardrail);
      return;
    case "category_not_in": {
      yield* fieldProblems(definition, guardrail.field, category);
      yield* categoryProblems(definition, guardrail.field, guardrail.categories, "categories");
      return;
    }
    case "slice":
      yield* fieldProblems(definition, guardrail.field, comparable);
      yield* sliceProblems(definition, guardrail);
      return;
    case "text_matches":
      yield* fieldProblems(definition, guardrail.field, text);
      yield* patternProblems(guardrail.pattern);
      return;
    case "outside_reference":
      for (const [place, key] of guardrail.fields.entries()) {
        for (const { message } of fieldProblems(definition, key, null)) yield { path: `fields.${place}`, message };
      }
      return;
    case "score_below":
    case "margin_below":
      if (definition.kind === "regression") {
        yield { path: "kind", message: "This use case asks for a number, so no outcome has a score." };
      }
      return;
    case "outcome":
      yield* outcomeProblems(definition, guardrail.outcomes);
      return;
    case "value_outside":
      if (definition.kind !== "regression") {
        yield { path: "kind", message: "This use case asks for an outcome, so there is no value to look at." };
      }
      yield* boundProblems(guardrail);
      return;
    case "rate":
      return;
    case "outside_hours":
      yield* hourProblems(guardrail);
      return;
    case "expression": {
      const message = expressionProblem(guardrail.when, definition);
      if (message !== null) yield { path: "when", message };
    }
  }
}

function fieldOf(definition: Definition, key: string): Field | undefined {
  return definition.fields.find((field) => field.key === key);
}

function* fieldProblems(
  definition: Definition,
  key: string,
  fits: { kinds: readonly Field["kind"][]; words: string } | null,
): Generator<Problem> {
  const field = fieldOf(definition, key);
  if (field === undefined) {
    const known = definition.fields.slice(0, 12).map((one) => one.key);
    const more = definition.fields.length > known.length ? ", …" : "";
    yield { path: "field", message: `This use case has no field "${key}". It has ${known.join(", ")}${more}.` };
  } else if (fits !== null && !fits.kinds.includes(field.kind)) {
    yield { path: "field", message: `This guardrail needs ${fits.words}; ${field.label} is none.` };
  }
}

function* boundProblems({ min, max }: { min?: number | undefined; max?: number | undefined }): Generator<Problem> {
  if (min === undefined && max === undefined) yield { path: "min", message: "Give a smallest or a largest value." };
  if (min !== undefined && max !== undefined && min > max) {
    yield { path: "max", message: "The largest value lies below the smallest." };
  }
}

/** An open field may hold anything; of a closed one only what it lists can ever arrive. */
function* categoryProblems(
  definition: Definition,
  key: string,
  values: readonly unknown[],
  list: string,
): Generator<Problem> {
  const field = fieldOf(definition, key);
  if (field?.kind !== "category" || field.open) return;
  const known: readonly unknown[] = field.categories ?? [];
  for (const [place, value] of values.entries()) {
    if (!known.includes(value)) {
      yield { path: `${list}.${place}`, message: `"${String(value)}" is no category of ${field.label}.` };
    }
  }
}

function* sliceProblems(
  definition: Definition,
  { field: key, values }: Extract<Guardrail, { kind: "slice" }>,
): Generator<Problem> {
  const field = fieldOf(definition, key);
  if (field === undefined) return;
  const numbers = field.kind === "number" || field.kind === "integer";
  const [wanted, words] = numbers
    ? (["number", "a number"] as const)
    : field.kind === "boolean"
      ? (["boolean", "true or false"] as const)
      : (["string", "a text"] as const);
  for (const [place, value] of values.entries()) {
    if (typeof value !== wanted) {
      yield { path: `values.${place}`, message: `A value of ${field.label} is ${words}.` };
    }
  }
  yield* categoryProblems(
    definition,
    key,
    values.filter((value) => typeof value === "string"),
    "values",
  );
}

function* patternProblems(pattern: string): Generator<Problem> {
  try {
    compilePattern(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    yield { path: "pattern", message: error.message };
  }
}

function* outcomeProblems(definition: Definition, outcomes: readonly string[]): Generator<Problem> {
  if (definition.kind === "regression") {
    yield { path: "kind", message: "This use case asks for a number and has no outcomes." };
    return;
  }
  const known = definition.outcomes.map(({ key }) => key);
  for (const [place, outcome] of outcomes.entries()) {
    if (!known.includes(outcome)) {
      const message = `"${outcome}" is no outcome of this use case. It has ${known.join(", ")}.`;
      yield { path: `outcomes.${place}`, message };
    }
  }
}

function* hourProblems(guardrail: Extract<Guardrail, { kind: "outside_hours" }>): Generator<Problem> {
  try {
    openHours(guardrail);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `There is no time zone "${guardrail.timeZone}". Names are such as Europe/Berlin or UTC.`;
    yield { path: "timeZone", message };
  }
}
