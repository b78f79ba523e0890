import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import { adultDefinition, adultItems } from "@/tests/support/adult";
import { readSharedCsv } from "@/tests/support/shared-data";
import { abaloneRows } from "@/tests/support/shared-models";

/** A real model with the use case that it was made for, items to try it out on, and what its makers' library says of them. */
export interface RealModel {
  /** Within ../shared/data. */
  file: string;
  definition: DefinitionInput;
  items: { externalId: string; input: Record<string, unknown> }[];
  /** By external id: an outcome's label, or a number. */
  expected: Map<string, string | number>;
  /** Guesses in the proposed mapping that a person must look at. */
  questions: number;
}

function expectedOf<T>(path: string, answer: (row: Record<string, string>) => T): Map<string, T> {
  return new Map(readSharedCsv(path).map((row) => [row.id ?? "", answer(row)]));
}

function itemsOf(path: string, field: string, count: number): RealModel["items"] {
  return readSharedCsv(path)
    .slice(0, count)
    .map((row) => ({ externalId: row.id ?? "", input: { [field]: row[field] } }));
}

const outcomes = (keys: Iterable<string>) => [...keys].map((key) => ({ key }));
const incomeLabels: Record<string, string> = { "<=50K": "Up to 50,000", ">50K": "More than 50,000" };

/** The five models beside the project, with their first items. */
export function realModels(count: number): RealModel[] {
  const income = (file: string, column: string): RealModel => ({
    file: `adult/${file}`,
    definition: adultDefinition,
    items: adultItems().slice(0, count),
    expected: expectedOf("adult/expected.csv", (row) => incomeLabels[row[column] ?? ""] ?? ""),
    questions: 0,
  });
  return [
    income("income-logistic-zipmap.onnx", "logistic_label"),
    income("income-boosted.onnx", "boosted_label"),
    {
      file: "sms/spam-tfidf-zipmap.onnx",
      definition: {
        name: "Spam",
        fields: [{ key: "text", kind: "long_text", required: true }],
        outcomes: outcomes(["ham", "spam"]),
      },
      items: itemsOf("sms/stream.csv", "text", count),
      expected: expectedOf("sms/expected.csv", (row) => row.label ?? ""),
      questions: 0,
    },
    {
      file: "digits/digits-cnn-logits.onnx",
      definition: {
        name: "Digits",
        fields: [{ key: "image", kind: "image", required: true }],
        outcomes: outcomes("0123456789"),
      },
      items: itemsOf("digits/stream.csv", "image", count),
      expected: expectedOf("digits/expected.csv", (row) => row.label ?? ""),
      questions: 3,
    },
    {
      file: "abalone/rings-lightgbm-vector.onnx",
      definition: {
        name: "Rings",
        kind: "regression",
        fields: [
          { key: "sex", kind: "category", categories: ["M", "F", "I"], required: true },
          ...["length", "diameter", "height", "whole_weight", "shucked_weight", "viscera_weight", "shell_weight"].map(
            (key) => ({ key, kind: "number" as const, required: true }),
          ),
        ],
        target: { unit: "rings", tolerance: 1, min: 0, max: 40 },
      },
      items: abaloneRows()
        .slice(0, count)
        .map(({ id, rings, ...input }) => ({ externalId: String(id), input })),
      expected: expectedOf("abalone/expected.csv", (row) => Number(row.rings_pred)),
      questions: 2,
    },
  ];
}
