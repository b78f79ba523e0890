import type { Definition, Field } from "@/lib/use-cases/definition-schema";

function columnOf({ key, kind, required }: Field) {
  const missing = required ? "refuse" : kind === "number" || kind === "integer" ? "nan" : "refuse";
  switch (kind) {
    case "text":
    case "long_text":
    case "category":
      return {
        tensor: key,
        type: "string",
        from: "column",
        column: { field: key, encoding: { kind: "text" }, missing },
      };
    case "datetime":
      return {
        tensor: key,
        type: "float32",
        from: "column",
        column: { field: key, encoding: { kind: "datetime", part: "epoch_seconds" }, missing },
      };
    case "image":
      return {
        tensor: key,
        type: "float32",
        from: "image",
        field: key,
        width: 28,
        height: 28,
        channels: 1,
        layout: "nchw",
      };
    default:
      return {
        tensor: key,
        type: "float32",
        from: "column",
        column: { field: key, encoding: { kind: "number" }, missing },
      };
  }
}

/** A mapping to start from: a tensor for each field, under the field's name, and the outcomes in their order. */
export function templateMapping(definition: Pick<Definition, "kind" | "fields" | "outcomes">): object {
  const classes = definition.outcomes.map((outcome) => outcome.key);
  return {
    inputs: definition.fields.map(columnOf),
    output:
      definition.kind === "regression"
        ? { kind: "value", tensor: "value" }
        : { kind: "scores", tensor: "probabilities", classes, transform: "none" },
  };
}
