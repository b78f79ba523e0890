import { describe, expect, it } from "vitest";
import type { ClassNames } from "@/lib/inference/onnx/class-labels";
import type { TensorDescription } from "@/lib/inference/tensor";
import { matchClasses } from "@/lib/models/match-classes";
import { matchField } from "@/lib/models/match-names";
import { type KnownModel, proposeMapping } from "@/lib/models/propose-mapping";
import { AppError } from "@/lib/platform/errors";
import { type Definition, type DefinitionInput, definitionSchema } from "@/lib/use-cases/definition-schema";

const tensor = (name: string, type: string, ...shape: number[]): TensorDescription => ({ name, type, shape });

const people: DefinitionInput["fields"] = [
  { key: "age", kind: "integer" },
  { key: "hours_per_week", kind: "number" },
  { key: "sex", kind: "category", categories: ["M", "F", "X"] },
  { key: "member", kind: "boolean" },
  { key: "created_at", kind: "datetime" },
  { key: "note", kind: "long_text", label: "What was said" },
];

function definition(changes: Partial<DefinitionInput> = {}): Definition {
  return definitionSchema.parse({ name: "T", fields: people, outcomes: [{ key: "no" }, { key: "yes" }], ...changes });
}

const scores = tensor("probabilities", "float32", -1, 2);

/** The proposal for these tensors: inputs, output, and the questions in short. */
async function propose(
  {
    inputs = [tensor("age", "float32", -1, 1)],
    outputs = [scores],
    ...hints
  }: Partial<KnownModel["signature"]> & Partial<KnownModel>,
  of: Definition = definition(),
  seen: number[][] | null = [[0.25, 0.75]],
) {
  const known: KnownModel = {
    classNames: [{ source: "operator", names: ["no", "yes"] }],
    featureNames: null,
    trainingOrder: null,
    ...hints,
    signature: { inputs, outputs },
  };
  const { mapping, questions } = await proposeMapping(known, of, async () => seen);
  const { inputs: bound, output } = mapping as { inputs: Record<string, unknown>[]; output: Record<string, unknown> };
  return { inputs: bound, output, asked: questions.map(({ kind, path }) => `${kind} ${path}`), questions };
}

describe("a field", () => {
  const fields = definition().fields;
  it.each([
    ["age", "age", "same"],
    ["Hours-Per-Week", "hours_per_week", "same"],
    ["hours.per.week", "hours_per_week", "same"],
    ["num__age", "age", "near"],
    ["serving_default_age:0", "age", "near"],
    ["hour_per_week", "hours_per_week", "near"],
    ["what was said", "note", "near"],
  ])("called %s is %s", (name, key, how) => {
    expect(matchField(name, fields)).toMatchObject({ field: { key }, how });
  });

  it.each(["input_1", "x", "agenda", ""])("called %j is none", (name) => {
    expect(matchField(name, fields)).toBeNull();
  });
});

describe("class names", () => {
  const outcomes = (...keys: string[]) => definition({ outcomes: keys.map((key) => ({ key })) }).outcomes;
  it.each<[string[], string[], string[], string]>([
    [["no", "yes"], ["yes", "no"], ["no", "yes"], "same"],
    [["NO ", "Yes"], ["yes", "no"], ["no", "yes"], "alike"],
    [["0", "1"], ["yes", "no"], ["no", "yes"], "truth"],
    [["True", "False"], ["yes", "no"], ["yes", "no"], "truth"],
    [["-1", "1"], ["negative", "positive"], ["negative", "positive"], "truth"],
    [["<=50K", ">50K"], [">50K", "<=50K"], ["<=50K", ">50K"], "same"],
    [["0", "1", "2"], ["cat", "dog", "fish"], ["cat", "dog", "fish"], "order"],
    [["cat", "bird", "fish"], ["cat", "dog", "fish"], ["cat", "", "fish"], "part"],
    [["0", "1"], ["ham", "spam"], ["ham", "spam"], "order"],
  ])("%j among %j are %j", (names, keys, found, how) => {
    expect(matchClasses(names, outcomes(...keys))).toEqual({ keys: found, how });
  });

  it("are found by labels too", () => {
    const labelled = definition({ outcomes: [{ key: "a", label: "Good day" }, { key: "b" }] }).outcomes;
    expect(matchClasses(["good_day", "B"], labelled)).toEqual({ keys: ["a", "b"], how: "alike" });
  });
});

describe("inputs", () => {
  it("that are called like fields leave nothing to ask", async () => {
    const inputs = [
      tensor("Age", "int64", -1, 1),
      tensor("hours.per.week", "float64", -1),
      tensor("sex", "string", -1, 1),
      tensor("member", "bool", -1, 1),
    ];
    const proposed = await propose({ inputs });
    expect(proposed.asked).toEqual([]);
    expect(proposed.inputs).toMatchObject([
      { tensor: "Age", type: "int64", column: { field: "age", encoding: { kind: "number" } } },
      { tensor: "hours.per.week", type: "float64", column: { field: "hours_per_week" } },
      { type: "string", column: { field: "sex", encoding: { kind: "text" } } },
      { type: "bool", column: { field: "member", encoding: { kind: "number" } } },
    ]);
  });

  it("ask where a number must be made of a category or a moment, and where a name is only near", async () => {
    const inputs = [
      tensor("sex", "float32", -1, 1),
      tensor("created_at", "float32", -1, 1),
      tensor("float_age", "float32", -1, 1),
      tensor("colour", "float32", -1, 1),
    ];
    const { asked, inputs: bound } = await propose({ inputs });
    expect(asked).toEqual([
      "confirm inputs.0.column.encoding",
      "confirm inputs.1.column.encoding",
      "confirm inputs.2.column.field",
      "choose inputs.3.column.field",
      "confirm output.transform",
    ]);
    expect(bound[0]).toMatchObject({ column: { encoding: { kind: "category_index", categories: ["M", "F", "X"] } } });
    expect(bound[1]).toMatchObject({ column: { encoding: { kind: "datetime", part: "epoch_seconds" } } });
    expect(bound[3]).toMatchObject({ column: { field: "" } });
  });

  it("take the only text where a text is wanted", async () => {
    const { asked, inputs } = await propose({ inputs: [tensor("input", "string", -1, 1)] });
    expect(asked).toEqual(["confirm inputs.0.column.field"]);
    expect(inputs).toMatchObject([{ column: { field: "note", encoding: { kind: "text" } } }]);
  });

  it("in a list are ordered by the file's own names, and one number for each category is recognised", async () => {
    const featureNames = ["member", "sex_F", "sex_M", "Age"];
    const { asked, inputs } = await propose({ inputs: [tensor("X", "float32", -1, 4)], featureNames });
    expect(asked).toEqual([]);
    expect(inputs[0]).toMatchObject({
      from: "vector",
      columns: [
        { field: "member", encoding: { kind: "number" } },
        { field: "sex", encoding: { kind: "one_hot", categories: ["F", "M"] } },
        { field: "age" },
      ],
    });
  });

  it.each([
    ["one number for each category", 7, ["age", "hours_per_week", "sex", "member", "created_at"], "one_hot"],
    ["one number for each category, without moments", 6, ["age", "hours_per_week", "sex", "member"], "one_hot"],
    ["positions of categories", 4, ["age", "hours_per_week", "sex", "member"], "category_index"],
    ["numbers alone", 3, ["age", "hours_per_week", "member"], null],
  ])("in a list are laid out as its width says: %s", async (_, width, fields, encoding) => {
    const { inputs, asked } = await propose({ inputs: [tensor("X", "float32", -1, width)] });
    const columns = inputs[0]?.columns as { field: string; encoding: { kind: string } }[];
    expect(columns.map(({ field }) => field)).toEqual(fields);
    expect(columns.find(({ field }) => field === "sex")?.encoding.kind ?? null).toBe(encoding);
    expect(asked[0]).toBe("confirm inputs.0.columns");
  });

  it("in a list follow the training rows' columns, and are left open where the width fits nothing", async () => {
    const trainingOrder = ["member", "income", "age", "hours_per_week"];
    const { inputs } = await propose({ inputs: [tensor("X", "float32", -1, 3)], trainingOrder });
    expect(inputs[0]).toMatchObject({ columns: [{ field: "member" }, { field: "age" }, { field: "hours_per_week" }] });
    const { asked } = await propose({ inputs: [tensor("X", "float32", -1, 50)] });
    expect(asked[0]).toBe("choose inputs.0.columns");
  });

  it("of a list of numbers and one of texts get the fields that fit each", async () => {
    const inputs = [tensor("numbers", "float32", -1, 3), tensor("texts", "string", -1, 3)];
    const proposed = await propose({ inputs });
    expect(proposed.inputs).toMatchObject([
      { columns: [{ field: "age" }, { field: "hours_per_week" }, { field: "member" }] },
      { columns: [{ field: "sex" }, { field: "created_at" }, { field: "note" }], type: "string" },
    ]);
  });

  it.each<[string, number[], object]>([
    ["nchw", [-1, 3, 32, 48], { layout: "nchw", channels: 3, height: 32, width: 48 }],
    ["nhwc", [-1, 32, 48, 1], { layout: "nhwc", channels: 1, height: 32, width: 48 }],
  ])("that are pictures have the size and the channels of the shape: %s", async (_, shape, found) => {
    const fields: DefinitionInput["fields"] = [{ key: "photo", kind: "image" }];
    const { inputs, asked } = await propose({ inputs: [tensor("x", "float32", ...shape)] }, definition({ fields }));
    expect(inputs).toMatchObject([{ from: "image", field: "photo", scale: 255, ...found }]);
    expect(asked).toEqual(["confirm inputs.0.scale"]);
  });

  it.each<[string, TensorDescription, RegExp]>([
    ["a type that no item has", tensor("x", "float16", -1, 3), /float32/],
    ["a fixed batch", tensor("x", "float32", 8, 3), /exactly 8 items/],
    ["no batch", tensor("x", "float32"), /one value for all items/],
    ["too many dimensions", tensor("x", "float32", -1, 3, 4), /2 dimensions/],
    ["a picture of bytes", tensor("x", "uint8", -1, 8, 8, 3), /float32/],
  ])("of %s are refused", async (_, input, sentence) => {
    const error = await propose({ inputs: [input] }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).message).toMatch(sentence);
  });
});

describe("outputs", () => {
  const unnamed: ClassNames[] = [];

  it("prefer probabilities to logits, and ask which where there are both", async () => {
    const { output, asked } = await propose({ outputs: [tensor("logits", "float32", -1, 2), scores] });
    expect(output).toMatchObject({ tensor: "probabilities", classes: ["no", "yes"], transform: "none" });
    expect(asked).toEqual(["confirm output.tensor"]);
  });

  it("without class names are taken in the order of the outcomes, and that is asked", async () => {
    const { output, questions } = await propose({ classNames: unnamed });
    expect(output).toMatchObject({ classes: ["no", "yes"] });
    expect(questions).toMatchObject([
      { path: "output.classes", kind: "confirm", message: expect.stringContaining("does not name") },
    ]);
  });

  it("with one score for two outcomes are the second's; a logit gets sigmoid", async () => {
    const outputs = [tensor("score", "float32", -1, 1)];
    expect((await propose({ outputs, classNames: unnamed }, definition(), [[0.9]])).output).toMatchObject({
      transform: "none",
    });
    const { output, asked } = await propose({ outputs, classNames: unnamed }, definition(), [[3.5]]);
    expect(output).toMatchObject({ tensor: "score", transform: "sigmoid" });
    expect(asked).toEqual(["confirm output.classes", "confirm output.transform"]);
  });

  it("that could not be tried are judged by their name, and that is asked", async () => {
    const outputs = [tensor("logits", "float32", -1, 2)];
    const { output, asked } = await propose({ outputs }, definition(), null);
    expect(output).toMatchObject({ transform: "softmax" });
    expect(asked).toEqual(["confirm output.transform"]);
  });

  it("of a regression are the value and its spread", async () => {
    const regression = definition({ kind: "regression", outcomes: [], target: { unit: "m" } });
    const outputs = [tensor("std", "float32", -1, 1), tensor("mean", "float32", -1, 1)];
    const { output, asked } = await propose({ outputs }, regression);
    expect(output).toEqual({ kind: "value", tensor: "mean", spreadTensor: "std" });
    expect(asked).toEqual(["confirm output.spreadTensor"]);
  });
});
