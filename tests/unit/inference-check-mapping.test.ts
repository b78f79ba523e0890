import { describe, expect, it } from "vitest";
import { checkMapping } from "@/lib/inference/check-mapping";
import { mappingSchema } from "@/lib/inference/mapping-schema";
import type { TensorDescription } from "@/lib/inference/tensor";

const tensor = (name: string, type: string, ...shape: number[]): TensorDescription => ({ name, type, shape });
const encoding = { kind: "number" };
const column = { tensor: "age", type: "float32", from: "column", column: { field: "age", encoding } };
const vector = {
  tensor: "v",
  type: "float32",
  from: "vector",
  columns: [
    { field: "a", encoding },
    { field: "b", encoding: { kind: "one_hot", categories: ["x", "y", "z"] } },
  ],
};
const image = {
  tensor: "i",
  type: "float32",
  from: "image",
  field: "picture",
  width: 4,
  height: 2,
  channels: 3,
  layout: "nchw",
};
const scores = (over: object = {}) => ({ kind: "scores", tensor: "p", classes: ["a", "b"], ...over });

function problems(inputs: [TensorDescription, object][], outputs: TensorDescription[], output: object): string[] {
  const mapping = mappingSchema.parse({ inputs: inputs.map(([, input]) => input), output });
  const model = { inputs: inputs.map(([description]) => description), outputs };
  return checkMapping(model, mapping).map(({ path, message }) => `${path}: ${message}`);
}

const outputProblems = (output: TensorDescription, over: object = {}) =>
  problems([[tensor("age", "float32", -1, 1), column]], [output], scores(over));
const inputProblems = (description: TensorDescription, input: object) =>
  problems([[description, input]], [tensor("p", "float32", -1, 2)], scores());

describe("checkMapping", () => {
  it.each([
    [tensor("age", "float32", -1, 1), column],
    [tensor("age", "float32", -1), column],
    [tensor("age", "float32", -1, -1), column],
    [tensor("age", "float32", 1, 1), column],
    [tensor("v", "float32", -1, 4), vector],
    [tensor("v", "float32", -1, -1), vector],
    [tensor("i", "float32", -1, 3, 2, 4), image],
    [tensor("i", "float32", -1, -1, -1, -1), image],
  ])("finds nothing where %j is given what it takes", (description, input) => {
    expect(inputProblems(description, input)).toEqual([]);
  });

  it.each([
    [tensor("Age", "float32", -1, 1), column, "inputs: The model's input “Age” is not bound to a field."],
    [tensor("Age", "float32", -1, 1), column, "inputs.0.tensor: The model has no input “age”. It has “Age”."],
    [
      tensor("age", "int64", -1, 1),
      column,
      "inputs.0.type: The model's input “age” is int64, but the mapping gives it float32.",
    ],
    [tensor("age", "not_a_tensor"), column, "inputs.0.type: The model's input “age” is a sequence or a map"],
    [tensor("age", "float32"), column, "takes one value, not a batch"],
    [tensor("age", "float32", 8, 1), column, "takes exactly 8 rows at once. Export it with a variable batch size."],
    [tensor("age", "float32", -1, 5), column, "takes [any, 5], but the mapping gives [any, 1]."],
    [
      tensor("v", "float32", -1, 10),
      vector,
      "inputs.0.columns: The model's input “v” takes 10 numbers, but the columns give 4.",
    ],
    [tensor("i", "float32", -1, 2, 4, 3), image, "takes [any, 2, 4, 3], but the mapping gives [any, 3, 2, 4]."],
  ])("finds what is wrong between %j and its input", (description, input, message) => {
    expect(inputProblems(description, input).join("\n")).toContain(message);
  });

  it.each([
    [tensor("p", "float32", -1, 2), {}],
    [tensor("p", "float64", -1, -1), {}],
    [tensor("p", "float32", -1, 1), { transform: "sigmoid" }],
    [tensor("p", "float32", -1), {}],
  ])("takes the output %j with %j", (description, over) => {
    expect(outputProblems(description, over)).toEqual([]);
  });

  it.each([
    [tensor("q", "float32", -1, 2), {}, "output.tensor: The model has no output “p”. It has “q”."],
    [
      tensor("p", "not_a_tensor"),
      {},
      "output.tensor: The model's output “p” is a sequence or a map; a tensor of numbers",
    ],
    [tensor("p", "string", -1, 2), {}, "output.tensor: The model's output “p” is string"],
    [tensor("p", "float32", -1, 3), {}, "output.classes: The model's output “p” has 3 scores for 2 outcomes."],
    [
      tensor("p", "float32", -1, 1),
      { classes: ["a", "b", "c"] },
      "output.classes: The model's output “p” has 1 score for 3",
    ],
    [tensor("p", "float32", -1, 1), { transform: "softmax" }, "output.transform: The output “p” is one score"],
  ])("finds what is wrong with the output %j with %j", (description, over, message) => {
    expect(outputProblems(description, over).join("\n")).toContain(message);
  });

  it("wants one number for a value and one for its spread", () => {
    const age: [TensorDescription, object] = [tensor("age", "float32", -1, 1), column];
    const outputs = [tensor("y", "float32", -1, 1), tensor("s", "float32", -1, 2)];
    expect(problems([age], outputs, { kind: "value", tensor: "y" })).toEqual([]);
    expect(problems([age], outputs, { kind: "value", tensor: "y", spreadTensor: "s" })).toEqual([
      "output.spreadTensor: The model's output “s” has 2 numbers for an item; one is needed.",
    ]);
  });
});
