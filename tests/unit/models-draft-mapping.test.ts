import { describe, expect, it } from "vitest";
import { mappingSchema } from "@/lib/inference/mapping-schema";
import { draftMapping, tensorText } from "@/lib/models/draft-mapping";
import { type DefinitionInput, definitionSchema } from "@/lib/use-cases/definition-schema";

const fields = [
  { key: "age", kind: "integer" },
  { key: "job", kind: "category", categories: ["clerk"] },
  { key: "member", kind: "boolean" },
  { key: "since", kind: "datetime" },
] as const satisfies DefinitionInput["fields"];

const classification = definitionSchema.parse({ name: "Loans", fields, outcomes: [{ key: "yes" }, { key: "no" }] });
const regression = definitionSchema.parse({ name: "Rings", kind: "regression", fields, target: {} });

const tensor = (name: string, type: string, shape: number[]) => ({ name, type, shape });
const inputs = [tensor("age", "float32", [-1, 1]), tensor("job", "string", [-1, 1]), tensor("member", "bool", [-1])];
const scores = tensor("probabilities", "float32", [-1, 2]);
const value = tensor("rings", "float32", [-1, 1]);

describe("a drafted mapping", () => {
  it("binds inputs to the fields of the same name, and leaves the order of the classes open to doubt", () => {
    const draft = draftMapping({ inputs, outputs: [tensor("label", "string", [-1]), scores] }, classification);
    expect(draft?.sure).toBe(false);
    expect(mappingSchema.parse(draft?.mapping)).toMatchObject({
      inputs: [
        { tensor: "age", type: "float32", from: "column", column: { field: "age", encoding: { kind: "number" } } },
        { tensor: "job", type: "string", from: "column", column: { field: "job", encoding: { kind: "text" } } },
        { tensor: "member", type: "bool", from: "column", column: { field: "member", encoding: { kind: "number" } } },
      ],
      output: { kind: "scores", tensor: "probabilities", classes: ["yes", "no"], transform: "none" },
    });
  });

  it("is sure of a number, where there is one output that can be it", () => {
    const draft = draftMapping({ inputs, outputs: [value] }, regression);
    expect(draft?.sure).toBe(true);
    expect(mappingSchema.parse(draft?.mapping)).toMatchObject({ output: { kind: "value", tensor: "rings" } });
  });

  it.each([
    [
      "an input that is called like no field",
      { inputs: [...inputs, tensor("x", "float32", [-1, 1])], outputs: [scores] },
    ],
    [
      "an input of a type that does not fit its field",
      { inputs: [tensor("age", "string", [-1, 1])], outputs: [scores] },
    ],
    ["a vector", { inputs: [tensor("age", "float32", [-1, 4])], outputs: [scores] }],
    ["a field that can be given in many ways", { inputs: [tensor("since", "float32", [-1, 1])], outputs: [scores] }],
    ["two outputs that fit", { inputs, outputs: [scores, { ...scores, name: "again" }] }],
    ["scores for another number of outcomes", { inputs, outputs: [tensor("p", "float32", [-1, 3])] }],
    ["scores in a map", { inputs, outputs: [tensor("p", "not_a_tensor", [])] }],
  ])("is not made up for %s", (_, model) => {
    expect(draftMapping(model, classification)).toBeNull();
  });
});

describe("a tensor in words", () => {
  it.each([
    [tensor("x", "float32", [-1, 3]), "x (float32, any × 3)"],
    [tensor("x", "int64", []), "x (int64)"],
    [tensor("p", "not_a_tensor", []), "p (a sequence or a map)"],
  ])("%o is %s", (described, text) => {
    expect(tensorText(described)).toBe(text);
  });
});
