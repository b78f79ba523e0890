import { node, onnxModel, valueInfo } from "@/lib/demo/onnx-parts";
import { encodeModel } from "@/lib/inference/onnx/encode-model";
import { tensorDataType } from "@/lib/inference/onnx/onnx-proto";

/** `y` is `x`, and `s`, its spread, a tenth of that. */
export function spreadModel(): Uint8Array {
  const column = (name: string) => valueInfo(name, "float32", ["rows", 1]);
  const tenth = { name: "tenth", dims: [1], data_type: tensorDataType.float32, float_data: [0.1] };
  const nodes = [node("Identity", ["x"], "y"), node("Mul", ["x", "tenth"], "s")];
  const graph = { node: nodes, initializer: [tenth], input: [column("x")], output: [column("y"), column("s")] };
  return encodeModel(onnxModel("spread", graph, {}));
}
