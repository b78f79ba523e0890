import { outOfMemory } from "@/lib/inference/onnx/out-of-memory";

/** What onnxruntime says of a model that it cannot load -> what that means and what to do. */
const explanations: readonly [RegExp, string][] = [
  [
    /protobuf parsing failed|Model data pointer is null|ModelProto does not have a graph|No graph was found/i,
    "This file is not an ONNX model, or it was cut off. Export the model to ONNX and send that file.",
  ],
  [
    /Unsupported model IR version|opset \d+ is under development|is under development and support/i,
    "The model was exported for a newer version of ONNX than this runtime knows. Export it with an earlier opset.",
  ],
  [
    /not a registered function\/op|No Op registered|Could not find an implementation|unknown.*domain|is not a registered/i,
    "The model uses an operator that this runtime does not have. Export it with standard operators only.",
  ],
  [
    /missing opset|Missing model IR version/i,
    "This file is not a complete ONNX model. Export it anew and send that file.",
  ],
  [
    /Failed to construct locale/i,
    "The model's text operator needs a locale that is not installed here. Export it with the locale C.UTF-8.",
  ],
];

const tooLarge =
  "Loading the model takes more memory than it may have. Export a smaller one, or ask the operator for a higher limit.";

/** onnxruntime's own message, without paths of this machine and of the one that built it, in 300 characters. */
export function shortError(message: string): string {
  return (
    message
      .replace(/Load model from .*? failed:/, "")
      // The signature of the function that found it.
      .replace(/(?:\w+ )?onnxruntime::[\w:]+\([^()]*\)(?:::<lambda\(\)>)? /, "")
      .replace(/\/\S+:\d+ /g, "")
      .replace(/\p{Cc}(\[[0-9;]*m)?/gu, " ")
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, 300)
  );
}

/** A sentence for people from onnxruntime's own message, which follows in brackets, shortened. */
export function explainLoadError(message: string): string {
  const known = outOfMemory(message) ? tooLarge : explanations.find(([pattern]) => pattern.test(message))?.[1];
  return `${known ?? "The model cannot be loaded."} (${shortError(message)})`;
}
