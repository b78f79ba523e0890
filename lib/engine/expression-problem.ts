import type { Environment } from "@marcbachmann/cel-js";
import { expressionEnvironment } from "@/lib/engine/expression-environment";
import type { GuardedField } from "@/lib/engine/guardrail-context";
import { ExpressionError, expressionSentence, parseExpression } from "@/lib/engine/parse-expression";

/** The use case's definition, as far as conditions need it. */
interface Asked {
  fields: readonly GuardedField[];
  kind: "classification" | "regression";
}

const types = {
  text: "string",
  long_text: "string",
  category: "string",
  number: "double",
  integer: "double",
  boolean: "bool",
  datetime: "google.protobuf.Timestamp",
  image: null,
} as const satisfies Record<GuardedField["kind"], string | null>;

const environments = new WeakMap<Asked, Environment>();

/** A sentence saying what is wrong with a condition in this use case, and where; null: it can be taken. */
export function expressionProblem(when: string, useCase: Asked): string | null {
  try {
    const { fields } = parseExpression(when);
    for (const key of fields) {
      const field = useCase.fields.find((known) => known.key === key);
      if (field === undefined) return `This use case has no field "${key}".`;
      if (field.kind === "image") return `${field.label} is a picture; a condition cannot look at it.`;
    }
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
  const checked = typedEnvironment(useCase).check(when);
  if (!checked.valid) return expressionSentence(checked.error);
  return checked.type === "bool" ? null : `A condition must be true or false; this one is of the type ${checked.type}.`;
}

function typedEnvironment(useCase: Asked): Environment {
  const known = environments.get(useCase);
  if (known !== undefined) return known;
  const { fields, kind } = useCase;
  const input = fields.flatMap((field) => {
    const type = types[field.kind];
    return type === null ? [] : [[field.key, type] as const];
  });
  const prediction =
    kind === "regression"
      ? { value: "double", spread: "double" }
      : { outcome: "string", confidence: "double", margin: "double", scores: "map<string, double>" };
  const environment = expressionEnvironment()
    .registerOperator("double in list<int>: bool", (one: number, list: bigint[]) => list.some((n) => Number(n) === one))
    .registerVariable({ name: "input", schema: Object.fromEntries(input) })
    .registerVariable({ name: "prediction", schema: prediction })
    .registerVariable("entityKey", "dyn")
    .registerVariable("tags", "list<string>");
  environments.set(useCase, environment);
  return environment;
}
