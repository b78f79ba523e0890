import { modelProtoType, type OnnxMessage } from "@/lib/inference/onnx/onnx-proto";

/** The bytes of an `.onnx` file. Fields are written in the order of their numbers, so equal models give equal bytes. */
export function encodeModel(model: OnnxMessage<"ModelProto">): Uint8Array {
  return modelProtoType.encode(model).finish();
}
