/** Frozen statistics of one field, as far as they say what is usual (lib/models/reference-schema.ts). */
export type FieldReference =
  | { kind: "number" | "datetime" | "text"; count: number; missing: number; min: number | null; max: number | null }
  | { kind: "boolean"; true: number; false: number; missing: number }
  | {
      kind: "category";
      count: number;
      missing: number;
      top: readonly { category: string; count: number }[];
      other: number;
    };

/** Why a value lies outside what a model was trained on. */
type OutsideReason = "below" | "above" | "unknown_category" | "never_missing" | "never_there" | "other_kind";

/**
 * Whether a value lies outside what the training rows held; null: inside, or the rows cannot tell. Numbers and moments
 * (milliseconds since 1970) are held against smallest and largest, texts by their length in characters. A category is
 * outside only where every category of the rows is known. A missing value is outside where none was missing.
 */
export function outsideReference(
  reference: FieldReference,
  value: string | number | boolean | null | undefined,
): OutsideReason | null {
  const present = reference.kind === "boolean" ? reference.true + reference.false : reference.count;
  if (value === null || value === undefined) return reference.missing === 0 && present > 0 ? "never_missing" : null;
  if (present === 0) return reference.missing > 0 ? "never_there" : null;
  switch (reference.kind) {
    case "boolean":
      if (typeof value !== "boolean") return "other_kind";
      return (value ? reference.true : reference.false) === 0 ? "unknown_category" : null;
    case "category":
      if (typeof value !== "string") return "other_kind";
      if (reference.top.some(({ category }) => category === value)) return null;
      return reference.other === 0 ? "unknown_category" : null;
    case "text":
      return typeof value === "string" ? outsideRange(reference, [...value].length) : "other_kind";
    default:
      return typeof value === "number" && Number.isFinite(value) ? outsideRange(reference, value) : "other_kind";
  }
}

function outsideRange({ min, max }: { min: number | null; max: number | null }, value: number): OutsideReason | null {
  if (min !== null && value < min) return "below";
  return max !== null && value > max ? "above" : null;
}
