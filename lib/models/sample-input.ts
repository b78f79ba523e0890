import type { Field } from "@/lib/use-cases/definition-schema";
import type { InputValue, ItemInput } from "@/lib/use-cases/parse-input";

/** One grey pixel, as PNG. */
const greyPixel =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

function sampleNumber({ kind, min, max }: Field): number {
  const middle = min !== undefined && max !== undefined ? (min + max) / 2 : (min ?? max ?? 1);
  return kind === "integer" ? Math.round(middle) : middle;
}

function sampleValue(field: Field): InputValue {
  switch (field.kind) {
    case "number":
    case "integer":
      return sampleNumber(field);
    case "boolean":
      return true;
    case "category":
      return field.categories?.[0] ?? "unknown";
    case "datetime":
      return "2026-01-01T12:00:00Z";
    case "image":
      return greyPixel;
    case "text":
    case "long_text":
      return "A short text.";
  }
}

/** An input with a value for every field, to try a model out where there are no items yet. */
export function sampleInput(fields: readonly Field[]): ItemInput {
  return Object.fromEntries(fields.map((field) => [field.key, sampleValue(field)]));
}
