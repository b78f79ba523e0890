import type { ModelDescription, TensorDescription } from "@/lib/inference/tensor";
import type { Definition, Field } from "@/lib/use-cases/definition-schema";

const numbers = ["float32", "float64", "int32", "int64"];
const fittingTensors: Partial<Record<Field["kind"], { types: readonly string[]; encoding: "number" | "text" }>> = {
  number: { types: numbers, encoding: "number" },
  integer: { types: numbers, encoding: "number" },
  boolean: { types: [...numbers, "bool"], encoding: "number" },
  category: { types: ["string"], encoding: "text" },
  text: { types: ["string"], encoding: "text" },
  long_text: { types: ["string"], encoding: "text" },
};

function isColumn({ shape }: TensorDescription): boolean {
  return shape.length === 1 || (shape.length === 2 && (shape[1] === 1 || shape[1] === -1));
}

function draftInput(tensor: TensorDescription, fields: readonly Field[]): object | null {
  const field = fields.find(({ key }) => key === tensor.name);
  const fitting = field && fittingTensors[field.kind];
  if (field === undefined || fitting === undefined) return null;
  if (!fitting.types.includes(tensor.type) || !isColumn(tensor)) return null;
  const column = { field: field.key, encoding: { kind: fitting.encoding }, missing: "refuse" };
  return { tensor: tensor.name, from: "column", type: tensor.type, column };
}

function draftOutput(outputs: readonly TensorDescription[], definition: Definition): object | null {
  const scores = outputs.filter(({ type }) => type === "float32" || type === "float64");
  if (definition.kind === "regression") {
    const values = scores.filter(isColumn);
    return values.length === 1 ? { kind: "value", tensor: values[0]?.name } : null;
  }
  const wide = scores.filter(({ shape }) => shape.length === 2 && shape[1] === definition.outcomes.length);
  if (wide.length !== 1) return null;
  const classes = definition.outcomes.map((outcome) => outcome.key);
  return { kind: "scores", tensor: wide[0]?.name, classes, transform: "none" };
}

/**
 * The mapping that a model's names suggest: inputs called like fields, the one output of fitting width. `sure` where
 * nothing is guessed; the order of a classifier's columns stands nowhere in its file, so that is never sure.
 */
export function draftMapping(
  model: ModelDescription,
  definition: Definition,
): { mapping: object; sure: boolean } | null {
  const inputs = model.inputs.map((tensor) => draftInput(tensor, definition.fields));
  const output = draftOutput(model.outputs, definition);
  if (inputs.includes(null) || output === null) return null;
  return { mapping: { inputs, output }, sure: definition.kind === "regression" };
}

/** `age (float32, any × 1)`: a tensor for people. */
export function tensorText({ name, type, shape }: TensorDescription): string {
  if (type === "not_a_tensor") return `${name} (a sequence or a map)`;
  return `${name} (${[type, shape.map((size) => (size === -1 ? "any" : size)).join(" × ")].filter(Boolean).join(", ")})`;
}
