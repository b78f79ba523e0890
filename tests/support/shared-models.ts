import { createHash } from "node:crypto";
import type { OnnxSource } from "@/lib/inference/backend";
import type { ItemInput } from "@/lib/inference/encode-column";
import { mappingSchema } from "@/lib/inference/mapping-schema";
import { readShared, readSharedCsv } from "@/tests/support/shared-data";

/** A model in memory, as `predict` takes it. */
export function modelOf(bytes: Uint8Array, mapping: unknown): OnnxSource {
  return {
    backend: "onnx",
    sha256: createHash("sha256").update(bytes).digest("hex"),
    mapping: mappingSchema.parse(mapping),
    load: () => pieces(bytes),
  };
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** For the built models that give back their input `x` as the value `y`. */
export const valueMapping = (missing: unknown = "refuse") => ({
  inputs: [
    { tensor: "x", type: "float32", from: "column", column: { field: "x", encoding: { kind: "number" }, missing } },
  ],
  output: { kind: "value", tensor: "y" },
});

const number = { kind: "number" };
const text = { kind: "text" };

const incomeNumbers = ["age", "education_num", "capital_gain", "capital_loss", "hours_per_week"];
const incomeTexts = [
  "workclass",
  "education",
  "marital_status",
  "occupation",
  "relationship",
  "race",
  "sex",
  "native_country",
];

export const incomeBoosted = (): OnnxSource =>
  modelOf(readShared("adult/income-boosted.onnx"), {
    inputs: [
      ...incomeNumbers.map((field) => ({
        tensor: field,
        type: "float32",
        from: "column",
        column: { field, encoding: number },
      })),
      ...incomeTexts.map((field) => ({
        tensor: field,
        type: "string",
        from: "column",
        column: { field, encoding: text },
      })),
    ],
    output: { kind: "scores", tensor: "probabilities", classes: ["<=50K", ">50K"] },
  });

export const incomeRows = (): ItemInput[] => withNumbers(readSharedCsv("adult/stream.csv"), incomeNumbers);

export const digits = (): OnnxSource =>
  modelOf(readShared("digits/digits-cnn-logits.onnx"), {
    inputs: [
      {
        tensor: "image",
        type: "float32",
        from: "image",
        field: "image",
        width: 8,
        height: 8,
        channels: 1,
        layout: "nchw",
        scale: 255,
      },
    ],
    output: { kind: "scores", tensor: "logits", classes: [..."0123456789"], transform: "softmax" },
  });

const abaloneNumbers = [
  "length",
  "diameter",
  "height",
  "whole_weight",
  "shucked_weight",
  "viscera_weight",
  "shell_weight",
];

export const rings = (): OnnxSource =>
  modelOf(readShared("abalone/rings-lightgbm-vector.onnx"), {
    inputs: [
      {
        tensor: "X",
        type: "float32",
        from: "vector",
        columns: [
          { field: "sex", encoding: { kind: "one_hot", categories: ["M", "F", "I"] } },
          ...abaloneNumbers.map((field) => ({ field, encoding: number })),
        ],
      },
    ],
    output: { kind: "value", tensor: "variable" },
  });

export const abaloneRows = (): ItemInput[] => withNumbers(readSharedCsv("abalone/stream.csv"), abaloneNumbers);

function withNumbers(rows: Record<string, string>[], fields: readonly string[]): ItemInput[] {
  return rows.map((row) => ({ ...row, ...Object.fromEntries(fields.map((field) => [field, Number(row[field])])) }));
}
