import { describe, expect, it } from "vitest";
import { mappingSchema } from "@/lib/inference/mapping-schema";

const column = (over: object = {}) => ({ field: "age", encoding: { kind: "number" }, ...over });
const input = (over: object = {}) => ({ tensor: "age", type: "float32", from: "column", column: column(), ...over });
const image = (over: object = {}) => ({
  tensor: "image",
  type: "float32",
  from: "image",
  field: "picture",
  width: 28,
  height: 20,
  channels: 3,
  layout: "nchw",
  ...over,
});
const scores = (over: object = {}) => ({ kind: "scores", tensor: "p", classes: ["a", "b"], ...over });

function problems(mapping: unknown): string[] {
  const result = mappingSchema.safeParse(mapping);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

const withInput = (one: unknown) => problems({ inputs: [one], output: scores() });
const withColumn = (over: object, type = "float32") => withInput(input({ type, column: column(over) }));

describe("mappingSchema", () => {
  it("takes one tensor per column, a vector and a picture, and fills in what is usual", () => {
    const vector = {
      tensor: "features",
      type: "float64",
      from: "vector",
      columns: [column({ encoding: { kind: "one_hot", categories: ["x", "y"] }, missing: { constant: "x" } })],
    };
    const mapping = mappingSchema.parse({ inputs: [input(), vector, image()], output: scores() });
    expect(mapping.inputs[0]).toMatchObject({ column: { missing: "refuse" } });
    expect(mapping.inputs[2]).toMatchObject({ scale: 255, mean: 0, deviation: 1, invert: false });
    expect(mapping.output).toMatchObject({ transform: "none" });
    expect(mappingSchema.parse(mapping)).toEqual(mapping);
  });

  it.each([
    ["nothing", null, "A mapping is an object."],
    ["no inputs", { inputs: [], output: scores() }, "inputs: A mapping binds at least one input tensor."],
    [
      "a tensor twice",
      { inputs: [input(), input()], output: scores() },
      "inputs: An input tensor must not be bound twice.",
    ],
    ["an unknown key", { inputs: [input()], output: scores(), extra: 1 }, "A mapping has no extra."],
    [
      "no classes",
      { inputs: [input()], output: scores({ classes: [] }) },
      "output.classes: Name at least two classes.",
    ],
    ["a class twice", { inputs: [input()], output: scores({ classes: ["a", "a"] }) }, "must not be named twice"],
    ["an empty class", { inputs: [input()], output: scores({ classes: ["a", ""] }) }, "must not be empty"],
    ["an unknown output", { inputs: [input()], output: { kind: "label" } }, "An output's kind is scores or value."],
  ])("refuses %s", (_, mapping, message) => {
    expect(problems(mapping).join("\n")).toContain(message);
  });

  it.each([
    ["scale 0", { scale: 0 }, "inputs.0.scale: The scale must not be 0"],
    ["deviation 0 in a channel", { deviation: [1, 0, 1] }, "inputs.0.deviation.1: The deviation must not be 0"],
    [
      "a mean for another number of channels",
      { mean: [0, 0] },
      "inputs.0.mean: Give one number, or one for each of the 3",
    ],
    ["width 0", { width: 0 }, "inputs.0.width: The width is at least 1."],
    ["half a pixel", { height: 1.5 }, "inputs.0.height: The height is a whole number."],
    ["two channels", { channels: 2 }, "inputs.0.channels: An image has 1 channel (grey) or 3"],
    ["integers", { type: "int64" }, "inputs.0.type: An image goes into a float32 tensor."],
  ])("refuses a picture with %s", (_, over, message) => {
    expect(withInput(image(over)).join("\n")).toContain(message);
  });

  it.each([
    ["a text in a number", { encoding: { kind: "text" } }, "float32", "The encoding text goes with string tensors"],
    ["a number in a text", {}, "string", "The encoding text goes with string tensors"],
    ["one-hot on its own", { encoding: { kind: "one_hot", categories: ["x"] } }, "float32", "needs a vector"],
    ["NaN in an integer", { missing: "nan" }, "int64", "cannot be NaN in int64"],
    ["NaN for a text", { encoding: { kind: "text" }, missing: "nan" }, "string", "cannot be NaN"],
    ["a text for a missing number", { missing: { constant: "0" } }, "float32", "The constant for the encoding number"],
    ["an infinite constant", { missing: { constant: Number.POSITIVE_INFINITY } }, "float32", "For a missing value say"],
    [
      "a constant that is no category",
      { encoding: { kind: "category_index", categories: ["x"] }, missing: { constant: "y" } },
      "int64",
      "The constant is none of the categories.",
    ],
    ["a category twice", { encoding: { kind: "category_index", categories: ["x", "x"] } }, "int64", "named twice"],
    ["another encoding", { encoding: { kind: "embedding" } }, "float32", "An encoding's kind is one of number, text"],
  ])("refuses a column with %s", (_, over, type, message) => {
    expect(withColumn(over, type).join("\n")).toContain(message);
  });

  it("keeps texts and numbers in vectors of their own", () => {
    const vector = (type: string, kind: string) => ({
      tensor: "v",
      type,
      from: "vector",
      columns: [column({ encoding: { kind } })],
    });
    const problem =
      "inputs.0.columns.0: The encoding text goes with vectors of strings, and every other encoding with vectors of numbers.";
    expect(withInput(vector("float32", "text"))).toEqual([problem]);
    expect(withInput(vector("string", "number"))).toEqual([problem]);
    expect(withInput(vector("string", "text"))).toEqual([]);
  });

  it("wants a tensor for each class where there are several", () => {
    const output = { kind: "scores", tensor: ["a", "b", "c"], classes: ["no", "yes"] };
    const parsed = mappingSchema.safeParse({
      inputs: [{ tensor: "x", type: "float32", from: "column", column: column({}) }],
      output,
    });
    expect(parsed.error?.issues[0]).toMatchObject({
      path: ["output", "tensor"],
      message: expect.stringContaining("3"),
    });
  });
});
