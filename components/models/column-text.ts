import type { Column, MappingOutput } from "@/lib/inference/mapping-schema";

/** How a field's value reaches the model, in a few words. */
export function encodingText(encoding: Column["encoding"]): string {
  switch (encoding.kind) {
    case "number":
      return "as a number";
    case "text":
      return "as it is";
    case "category_index":
      return `as its place among ${counted(encoding.categories.length)}`;
    case "one_hot":
      return `one number for each of ${counted(encoding.categories.length)}`;
    case "datetime":
      return `its ${encoding.part.replaceAll("_", " ")}, in UTC`;
  }
}

const counted = (categories: number) => `${categories} ${categories === 1 ? "category" : "categories"}`;

/** What the model is given where an item has no value. */
export function missingText(missing: Column["missing"]): string {
  if (missing === "refuse") return "no prediction";
  return missing === "nan" ? "not a number (NaN)" : JSON.stringify(missing.constant);
}

/** How many numbers a column takes in its vector. */
export function columnWidth({ encoding }: Pick<Column, "encoding">): number {
  return encoding.kind === "one_hot" ? encoding.categories.length : 1;
}

/** What is done with a model's numbers. */
export const transformText: Record<(MappingOutput & { kind: "scores" })["transform"], string> = {
  none: "probabilities as they are",
  softmax: "raw scores, made probabilities by softmax",
  sigmoid: "raw scores, made probabilities by the sigmoid function",
};
