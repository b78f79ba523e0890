import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import { readShared, readSharedCsv } from "@/tests/support/shared-data";

const numbers = ["age", "education_num", "capital_gain", "capital_loss", "hours_per_week"];
const categories = [
  "workclass",
  "education",
  "marital_status",
  "occupation",
  "relationship",
  "race",
  "sex",
  "native_country",
];
const slices = ["race", "sex"];

/** US census income: does a person earn more than 50,000 dollars a year? */
export const adultDefinition: DefinitionInput = {
  name: "Income band",
  secondPersonToRaise: false,
  fields: [
    ...numbers.map((key) => ({ key, kind: "integer" as const, required: true, min: 0 })),
    ...categories.map((key) => ({
      key,
      kind: "category" as const,
      required: true,
      open: true,
      categories: [...new Set(readSharedCsv("adult/training-reference.csv").map((row) => row[key] ?? ""))].sort(),
      slice: slices.includes(key),
    })),
  ],
  outcomes: [
    { key: "<=50K", label: "Up to 50,000" },
    { key: ">50K", label: "More than 50,000", errorCost: 3 },
  ],
};

/** Each field goes into the tensor of its name: numbers as float32, categories as text. */
export const adultMapping = {
  inputs: [
    ...numbers.map((field) => ({
      tensor: field,
      from: "column",
      type: "float32",
      column: { field, encoding: { kind: "number" } },
    })),
    ...categories.map((field) => ({
      tensor: field,
      from: "column",
      type: "string",
      column: { field, encoding: { kind: "text" } },
    })),
  ],
  output: { kind: "scores", tensor: "probabilities", classes: ["<=50K", ">50K"] },
};

export const adultModel = (): Buffer => readShared("adult/income-boosted.onnx");

/** The stream as callers would send it, in its order. */
export function adultItems(): { externalId: string; input: Record<string, string | number> }[] {
  return readSharedCsv("adult/stream.csv").map((row) => ({
    externalId: row.id ?? "",
    input: Object.fromEntries([
      ...numbers.map((key) => [key, Number(row[key])]),
      ...categories.map((key) => [key, row[key] ?? ""]),
    ]),
  }));
}

/** What the model's makers computed with their own library, for the first 2,000 of the stream. */
export function adultExpected(): { externalId: string; label: string; probability: number }[] {
  return readSharedCsv("adult/expected.csv").map((row) => ({
    externalId: row.id ?? "",
    label: row.boosted_label ?? "",
    probability: Number(row.boosted_p_gt50k),
  }));
}
