import { floatTensor, integerTensor, node, onnxModel, valueInfo } from "@/lib/demo/onnx-parts";
import { encodeModel } from "@/lib/inference/onnx/encode-model";
import { attributeType, type OnnxMessage, tensorDataType } from "@/lib/inference/onnx/onnx-proto";

// Small models made to do harm. All take `x` and give `y`, float32 [rows, 1]; those that give an answer at all give `x`.

type Node = OnnxMessage<"NodeProto">;
type Graph = OnnxMessage<"GraphProto">;

const column = (name: string) => valueInfo(name, "float32", ["rows", 1]);
const scalar = (name: string, type: "int64" | "bool") => valueInfo(name, type, []);

const cast = (from: string, to: string, type: keyof typeof tensorDataType) =>
  node("Cast", [from], to, { to: tensorDataType[type] });

function built(name: string, nodes: Node[], initializer: OnnxMessage<"TensorProto">[] = []): Uint8Array {
  const graph = { node: nodes, initializer, input: [column("x")], output: [column("y")] };
  return encodeModel(onnxModel(name, graph, {}));
}

const withGraph = (attribute: string, graph: Graph, plain: Node): Node => ({
  ...plain,
  attribute: [...(plain.attribute ?? []), { name: attribute, type: attributeType.graph, g: graph }],
});

/** As many numbers as all `x` of the batch together: 1e9 are 4 GB. */
const zeros = (count: string) => [
  node("ConstantOfShape", [count], "zeros"),
  node("ReduceMax", ["zeros"], "none", { keepdims: 0 }),
  node("Add", ["x", "none"], "y"),
];

/** Allocates four bytes for each of `x`. */
export function hungryModel(): Uint8Array {
  return built(
    "hungry",
    [
      node("ReduceSum", ["x"], "total", { keepdims: 0 }),
      cast("total", "whole", "int64"),
      node("Unsqueeze", ["whole", "first"], "count"),
      ...zeros("count"),
    ],
    [integerTensor("first", [0])],
  );
}

/** Unfolds to 16 GB when it is loaded: a constant of 4 billion places, of which only one is written down. */
export function hungryAtLoadModel(): Uint8Array {
  const sparse = {
    values: floatTensor("zeros", [1], [0]),
    indices: integerTensor("places", [0]),
    dims: [4_000_000_000],
  };
  const nodes = [node("ReduceMax", ["zeros"], "none", { keepdims: 0 }), node("Add", ["x", "none"], "y")];
  const graph = { node: nodes, sparse_initializer: [sparse], input: [column("x")], output: [column("y")] };
  return encodeModel(onnxModel("hungry at load", graph, {}));
}

/** Keeps a list that grows by 4 MB with each turn of a loop, `x` turns. */
export function hoardingModel(): Uint8Array {
  const sequence = { sequence_type: { elem_type: valueInfo("", "float32", ["n"]).type ?? null } };
  const body: Graph = {
    name: "body",
    node: [
      node("ConstantOfShape", ["count"], "more"),
      node("SequenceInsert", ["list", "more"], "longer"),
      node("Identity", ["go"], "goOn"),
    ],
    input: [scalar("turn", "int64"), scalar("go", "bool"), { name: "list", type: sequence }],
    output: [scalar("goOn", "bool"), { name: "longer", type: sequence }],
  };
  return built(
    "hoarding",
    [
      node("ReduceSum", ["x"], "total", { keepdims: 0 }),
      cast("total", "turns", "int64"),
      node("SequenceEmpty", [], "empty", { dtype: tensorDataType.float32 }),
      withGraph("body", body, node("Loop", ["turns", "", "empty"], "list")),
      node("SequenceLength", ["list"], "length"),
      cast("length", "lengthAsFloat", "float32"),
      node("Sub", ["lengthAsFloat", "lengthAsFloat"], "none"),
      node("Add", ["x", "none"], "y"),
    ],
    [integerTensor("count", [1_000_000])],
  );
}

/** The smallest whole number. Divided by -1 it is too large for one, and the processor itself stops the process. */
const smallest: OnnxMessage<"TensorProto"> = {
  name: "smallest",
  dims: [1],
  data_type: tensorDataType.int64,
  raw_data: new Uint8Array(new BigInt64Array([-(2n ** 63n)]).buffer),
};

/** Ends its process where `x` is -1. */
export function crashingModel(): Uint8Array {
  return built(
    "crashing",
    [
      cast("x", "whole", "int64"),
      node("Div", ["smallest", "whole"], "part"),
      node("Mul", ["part", "zero"], "none"),
      cast("none", "noneAsFloat", "float32"),
      node("Add", ["x", "noneAsFloat"], "y"),
    ],
    [smallest, integerTensor("zero", [0])],
  );
}

/** Ends its process when it is loaded. */
export function crashingAtLoadModel(): Uint8Array {
  return built(
    "crashing at load",
    [
      node("Div", ["smallest", "minusOne"], "part"),
      cast("part", "partAsFloat", "float32"),
      node("Add", ["x", "partAsFloat"], "y"),
    ],
    [smallest, integerTensor("minusOne", [-1])],
  );
}

/** Graphs within graphs, `depth` of them. */
export function deepModel(depth: number): Uint8Array {
  const level = (rest: number): Graph => {
    const name = `y${rest}`;
    const inner = rest === 0 ? node("Identity", ["x"], name) : choice(rest - 1, name);
    return { name: `level${rest}`, node: [inner], output: [column(name)] };
  };
  const choice = (rest: number, output: string): Node => {
    const plain = { name: output, op_type: "If", input: ["yes"], output: [output] };
    const other: Graph = {
      name: `other${rest}`,
      node: [node("Identity", ["x"], `z${rest}`)],
      output: [column(`z${rest}`)],
    };
    return withGraph("else_branch", other, withGraph("then_branch", level(rest), plain));
  };
  return built("deep", [
    node("ReduceMax", ["x"], "largest", { keepdims: 0 }),
    node("Equal", ["largest", "largest"], "yes"),
    choice(depth, "y"),
  ]);
}

/** Answers with 100 million numbers a row. */
export function verboseModel(): Uint8Array {
  return built("verbose", [node("Tile", ["x", "repeats"], "y")], [integerTensor("repeats", [1, 100_000_000])]);
}
