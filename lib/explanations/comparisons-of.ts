import { type Comparison, gowerDistance } from "@/lib/statistics/gower-distance";
import type { Field } from "@/lib/use-cases/definition-schema";

/**
 * How inputs are compared, field by field. Numbers and moments by the distance between their 5th and 95th percentile in
 * these inputs, so that one outlier does not make all others look alike. Pictures by the median difference of two of
 * them: those that differ as much as any two do are wholly different.
 */
export function comparisonsOf(
  fields: readonly Pick<Field, "key" | "kind">[],
  inputs: readonly Readonly<Record<string, unknown>>[],
): Comparison[] {
  return fields.map((field) => comparisonOf(field, inputs));
}

function comparisonOf(
  { key, kind }: Pick<Field, "key" | "kind">,
  inputs: readonly Readonly<Record<string, unknown>>[],
): Comparison {
  switch (kind) {
    case "number":
    case "integer":
      return { key, kind: "number", range: rangeOf(inputs.map((input) => numberOf(input[key]))) };
    case "datetime":
      return { key, kind: "moment", range: rangeOf(inputs.map((input) => Date.parse(String(input[key])))) };
    case "text":
    case "long_text":
      return { key, kind: "text" };
    case "image":
      return { key, kind: "picture", range: pictureRangeOf(key, inputs) };
    case "boolean":
    case "category":
      return { key, kind: "category" };
  }
}

const numberOf = (value: unknown): number => (typeof value === "number" ? value : Number.NaN);

/** Where they are all the same, any other number is wholly different. */
function rangeOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return at(0.95) - at(0.05) || at(1) - at(0) || Number.MIN_VALUE;
}

function pictureRangeOf(key: string, inputs: readonly Readonly<Record<string, unknown>>[]): number {
  const plain: Comparison[] = [{ key, kind: "picture", range: 1 }];
  const differences = inputs.slice(1).map((input, index) => gowerDistance(inputs[index] ?? {}, input, plain)?.distance);
  const sorted = Float64Array.from(differences.filter((difference) => difference !== undefined)).sort();
  return sorted[Math.floor(sorted.length / 2)] || 1;
}
