/** What onnxruntime says of a model that it cannot load -> what that means and what to do. */
const explanations: readonly [RegExp, string][] = [
  [
    /protobuf parsing failed|ModelProto does not have a graph|No graph was found/i,
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
    /Failed to construct locale/i,
    "The model's text operator needs a locale that is not installed here. Export it with the locale C.UTF-8.",
  ],
];

/** A sentence for people from onnxruntime's own message, which follows in brackets, shortened. */
export function explainLoadError(message: string): string {
  const detail = message
    // Paths of this machine, and of the one that built onnxruntime.
    .replace(/Load model from .*? failed:/, "")
    .replace(/\/\S+:\d+ /g, "")
    .replace(/\p{Cc}(\[[0-9;]*m)?/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
  const known = explanations.find(([pattern]) => pattern.test(message))?.[1];
  return `${known ?? "The model cannot be loaded."} (${detail})`;
}
