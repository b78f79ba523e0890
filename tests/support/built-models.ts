import { node, onnxModel, valueInfo } from "@/lib/demo/onnx-parts";
import { encodeModel } from "@/lib/inference/onnx/encode-model";
import { attributeType, type OnnxMessage, tensorDataType } from "@/lib/inference/onnx/onnx-proto";

// Small models that do what the tests need a model to do. All take `x`, float32 [rows, 1] unless said otherwise.

type Node = OnnxMessage<"NodeProto">;

const scalarFloat = valueInfo("", "float32", []).type;
const scalarBool = valueInfo("", "bool", []).type;
const scalarInteger = valueInfo("", "int64", []).type;

const cast = (from: string, to: string, type: keyof typeof tensorDataType) =>
  node("Cast", [from], to, { to: tensorDataType[type] });

function built(
  name: string,
  nodes: Node[],
  input: OnnxMessage<"ValueInfoProto">,
  output: OnnxMessage<"ValueInfoProto">,
  initializer: OnnxMessage<"TensorProto">[] = [],
): Uint8Array {
  return encodeModel(onnxModel(name, { node: nodes, initializer, input: [input], output: [output] }, {}));
}

const column = () => valueInfo("x", "float32", ["rows", 1]);

/** `y` is `x`, after as many turns of a loop as all `x` of the batch together: 1e15 never ends, 1e6 takes a while. */
export function busyModel(): Uint8Array {
  const body: OnnxMessage<"GraphProto"> = {
    name: "body",
    node: [node("Identity", ["go"], "goOn"), node("Identity", ["sum"], "sumOn")],
    input: [
      { name: "turn", type: scalarInteger ?? null },
      { name: "go", type: scalarBool ?? null },
      { name: "sum", type: scalarFloat ?? null },
    ],
    output: [
      { name: "goOn", type: scalarBool ?? null },
      { name: "sumOn", type: scalarFloat ?? null },
    ],
  };
  const loop: Node = {
    name: "loop",
    op_type: "Loop",
    input: ["turns", "", "total"],
    output: ["loop"],
    attribute: [{ name: "body", type: attributeType.graph, g: body }],
  };
  const nodes = [
    node("ReduceSum", ["x"], "total", { keepdims: 0 }),
    cast("total", "turns", "int64"),
    loop,
    // The loop leaves the total as it was; with y = x + (loop - total) it is needed all the same.
    node("Sub", ["loop", "total"], "nothing"),
    node("Add", ["x", "nothing"], "y"),
  ];
  return built("busy", nodes, column(), valueInfo("y", "float32", ["rows", 1]));
}

/** `y` is `x` again for 0 to 9; for anything else onnxruntime fails. */
export function tableModel(): Uint8Array {
  const digits = Array.from({ length: 10 }, (_, digit) => digit);
  const table = { name: "table", dims: [10], data_type: tensorDataType.float32, float_data: digits };
  const nodes = [cast("x", "index", "int64"), node("Gather", ["table", "index"], "y")];
  return built("table", nodes, column(), valueInfo("y", "float32", ["rows", 1]), [table]);
}

/** `p` is `x`, float32 [rows, width]: any scores, or anything that is none. `shape` is what the model claims. */
export function echoModel(shape: (number | string)[] = ["rows", "width"]): Uint8Array {
  return built(
    "echo",
    [node("Identity", ["x"], "p")],
    valueInfo("x", "float32", shape),
    valueInfo("p", "float32", shape),
  );
}
