import protobuf from "protobufjs";
import { modelProtoType, type OnnxMessage } from "@/lib/inference/onnx/onnx-proto";
import { AppError } from "@/lib/platform/errors";

/**
 * Reads an `.onnx` file. Fields that we do not know are kept, so that `encodeModel` loses nothing.
 *
 * Only the format is checked: whether the model may be loaded (external data, operator domains, size) is another's task.
 * Tensor contents are views into `bytes`, not copies.
 *
 * @throws AppError `invalid_model` where the bytes are no ONNX model.
 */
export function decodeModel(bytes: Uint8Array): OnnxMessage<"ModelProto"> {
  const model = decode(bytes);
  // Almost any short text happens to be valid protobuf; a model says its format's version and has a graph with an output.
  if (Number(model.ir_version) < 1 || !model.graph?.output?.length) {
    throw notOnnx();
  }
  return model;
}

function decode(bytes: Uint8Array): OnnxMessage<"ModelProto"> {
  const reader = protobuf.Reader.create(bytes);
  reader.discardUnknown = false;
  try {
    return modelProtoType.decode(reader) as OnnxMessage<"ModelProto">;
  } catch (cause) {
    throw notOnnx(cause);
  }
}

function notOnnx(cause?: unknown): AppError {
  return new AppError("invalid_model", "This file is not an ONNX model. Export the model to ONNX and send that file.", {
    cause,
  });
}
