// Part of programs that bare Node runs: only erasable syntax, and imports by full path.
import protobuf from "protobufjs";
import type { Messages, OnnxMessage } from "./onnx-proto.ts";
import { modelOutlineType } from "./onnx-proto.ts";
import type { Place } from "./wire.ts";

/** An ONNX model without the values of its constants and lists; where the real bytes lie is said by places. */
export type Outline = OnnxMessage<"ModelProto">;

/** A file that is not taken in, with a sentence for people that says why and what to do. */
export class Refusal extends Error {
  override name = "Refusal";
}

/** @throws Refusal */
export function readOutline(bytes: Uint8Array): Outline {
  const outline = decode(bytes);
  // Almost any short text happens to be valid protobuf; a model says its format's version and has a graph with an output.
  if (Number(outline.ir_version) >= 1 && outline.graph?.output?.length) return outline;
  throw new Refusal("This file is not an ONNX model. Export the model to ONNX and send that file.");
}

function decode(bytes: Uint8Array): Outline {
  const reader = protobuf.Reader.create(bytes);
  reader.discardUnknown = true;
  try {
    return modelOutlineType.decode(reader) as Outline;
  } catch (cause) {
    // An ONNX file starts with its format's version: field 1, a small number.
    const cutOff = cause instanceof RangeError && bytes[0] === 0x08 && (bytes[1] ?? 99) < 64;
    const message = cutOff
      ? "This file starts like an ONNX model and then breaks off: it was cut off or damaged on its way. Send it again, or export it anew."
      : "This file is not an ONNX model. Export the model to ONNX and send that file.";
    throw new Refusal(message, { cause });
  }
}

type Visit = <Name extends keyof Messages>(name: Name, message: OnnxMessage<Name>, place: Place) => void;

/** Visits every message of a model, however deep: in subgraphs, functions, attributes and training graphs too. */
export function visitMessages(outline: Outline, visit: Visit): void {
  const descend = (type: protobuf.Type, message: Record<string, unknown>, place: Place): void => {
    visit(type.name as keyof Messages, message as never, place);
    for (const { name, id, repeated, resolvedType } of type.fieldsArray) {
      if (!(resolvedType instanceof protobuf.Type) || !Object.hasOwn(message, name)) continue;
      const value = message[name];
      if (!repeated) descend(resolvedType, value as Record<string, unknown>, [...place, { id }]);
      else {
        (value as Record<string, unknown>[]).forEach((entry, index) => {
          descend(resolvedType, entry, [...place, { id, index }]);
        });
      }
    }
  };
  descend(modelOutlineType, outline as Record<string, unknown>, []);
}

const bfloat16 = 16;

/** Whether any number of a model is in bfloat16, which few operators know on CPUs. */
export function usesBfloat16(outline: Outline): boolean {
  let found = false;
  visitMessages(outline, (name, message) => {
    if (name === "TensorProto") found ||= (message as OnnxMessage<"TensorProto">).data_type === bfloat16;
    if (name === "TensorTypeProto") found ||= (message as OnnxMessage<"TensorTypeProto">).elem_type === bfloat16;
  });
  return found;
}
