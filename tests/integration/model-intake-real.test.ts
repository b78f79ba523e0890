import { Readable } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { predict, stopInference } from "@/lib/inference/predict";
import type { Prediction } from "@/lib/inference/prediction";
import { confirmModelDraft } from "@/lib/models/confirm-model-draft";
import { createModelDraft } from "@/lib/models/create-model-draft";
import { findModelDraft } from "@/lib/models/model-draft-query";
import { readModelFile } from "@/lib/models/model-file";
import { findModelSource } from "@/lib/models/model-source-query";
import { readReference } from "@/lib/models/read-reference";
import { readTrainingColumns } from "@/lib/models/training-columns";
import { newId } from "@/lib/platform/clock";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import type { ItemInput } from "@/lib/use-cases/parse-input";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { adultDefinition } from "@/tests/support/adult";
import { makeReviewer } from "@/tests/support/item-fixture";
import { hasSharedData, readShared, readSharedCsv } from "@/tests/support/shared-data";
import { abaloneRows, incomeRows } from "@/tests/support/shared-models";
import { system } from "@/tests/support/supplied-use-case";

const where = hasSharedData ? "" : " (left out: ../shared/data is not on this machine)";

const spamDefinition: DefinitionInput = {
  name: "Spam",
  fields: [{ key: "text", kind: "long_text", required: true }],
  outcomes: [{ key: "ham" }, { key: "spam" }],
};

const digitsDefinition: DefinitionInput = {
  name: "Digits",
  fields: [{ key: "image", kind: "image", required: true }],
  outcomes: [..."0123456789"].map((key) => ({ key })),
};

const ringsDefinition: DefinitionInput = {
  name: "Rings",
  kind: "regression",
  fields: [
    { key: "sex", kind: "category", categories: ["M", "F", "I"], required: true },
    ...["length", "diameter", "height", "whole_weight", "shucked_weight", "viscera_weight", "shell_weight"].map(
      (key) => ({ key, kind: "number" as const, required: true }),
    ),
  ],
  target: { unit: "rings", tolerance: 1, min: 0, max: 40 },
};

/** Uploads a model, confirms it just as it is proposed, and gives what was asked and how to predict with it. */
async function takeIn(definition: DefinitionInput, file: string, training?: string) {
  const { useCase } = await defineUseCase(system, { slug: `real-${newId().slice(-12)}`, definition });
  const record = await findUseCase(useCase.id);
  if (record === null) throw new Error("It was just defined.");
  const actor = await makeReviewer(useCase.id, "manager");
  const read = training === undefined ? null : await readReference(readShared(training), record.definition);
  const { draftId } = await createModelDraft(
    { actor },
    {
      useCaseId: useCase.id,
      name: file,
      file: await readModelFile(`../shared/data/${file}`),
      ...(read && {
        reference: { rows: read.rows, statistics: read.statistics },
        columns: await readTrainingColumns(Readable.from([readShared(training ?? "")])),
      }),
    },
  );
  const draft = await findModelDraft(draftId);
  if (draft === null) throw new Error("It was just uploaded.");
  const { mapping, questions } = draft.proposal;
  const confirmed = await confirmModelDraft({ actor }, { draftId, name: file, mapping });
  const source = await findModelSource(confirmed.id);
  if (source === null) throw new Error("It has a file.");
  return {
    draft,
    confirmed,
    questions: questions.map(({ path, kind }) => `${kind} ${path}`),
    answer: (rows: readonly ItemInput[]) => predict(source, rows),
  };
}

function outcomeOf(prediction: Prediction | undefined) {
  if (!prediction?.ok || !("outcome" in prediction)) throw new Error(JSON.stringify(prediction));
  return prediction;
}

afterAll(() => stopInference());

/** Every row of expected.csv: the same label, the probability within 1e-5 (both are rounded to 1e-6). */
function expectScores(
  predictions: readonly Prediction[],
  expected: readonly Record<string, string>[],
  label: string,
  scores: Record<string, string>,
): void {
  expect(predictions.length).toBeGreaterThanOrEqual(expected.length);
  for (const [index, row] of expected.entries()) {
    const prediction = outcomeOf(predictions[index]);
    expect(prediction.outcome, row.id).toBe(row[label]);
    for (const [outcome, column] of Object.entries(scores)) {
      const difference = Math.abs((prediction.scores[outcome] ?? Number.NaN) - Number(row[column]));
      expect(difference, row.id).toBeLessThan(1e-5 + 1e-9);
    }
  }
}

describe.runIf(hasSharedData)(`real models, taken in and confirmed as proposed${where}`, () => {
  it("income-logistic-zipmap: nothing is left to ask", async () => {
    const { questions, draft, answer } = await takeIn(adultDefinition, "adult/income-logistic-zipmap.onnx");
    expect(questions).toEqual([]);
    expect(draft.repairs).toEqual([
      {
        kind: "zipmap_removed",
        node: "ZipMap",
        output: "output_probability",
        tensor: "probabilities",
        classes: ["<=50K", ">50K"],
      },
    ]);
    expect(draft.sha256).not.toBe(draft.originalSha256);
    const expected = readSharedCsv("adult/expected.csv");
    const predictions = await answer(incomeRows().slice(0, expected.length) as ItemInput[]);
    expectScores(predictions, expected, "logistic_label", { ">50K": "logistic_p_gt50k" });
  });

  it("income-boosted: nothing is left to ask, and nothing to repair", async () => {
    const { questions, draft, answer } = await takeIn(adultDefinition, "adult/income-boosted.onnx");
    expect(questions).toEqual([]);
    expect(draft).toMatchObject({ repairs: [], sha256: draft.originalSha256, fileName: "income-boosted.onnx" });
    const expected = readSharedCsv("adult/expected.csv");
    const predictions = await answer(incomeRows().slice(0, expected.length) as ItemInput[]);
    expectScores(predictions, expected, "boosted_label", { ">50K": "boosted_p_gt50k" });
  });

  it("spam-tfidf-zipmap: nothing is left to ask; the locale is set", async () => {
    const { questions, draft, answer } = await takeIn(spamDefinition, "sms/spam-tfidf-zipmap.onnx");
    expect(questions).toEqual([]);
    expect(draft.repairs.map(({ kind }) => kind)).toEqual(["zipmap_removed", "locale_set"]);
    const expected = readSharedCsv("sms/expected.csv");
    const texts = readSharedCsv("sms/stream.csv").map(({ text = "" }) => ({ text }));
    expectScores(await answer(texts), expected, "label", { spam: "p_spam" });
  });

  it("digits-cnn-logits: the pixels' scale, the order of the classes and softmax are confirmed", async () => {
    const { questions, answer } = await takeIn(digitsDefinition, "digits/digits-cnn-logits.onnx");
    expect(questions).toEqual(["confirm inputs.0.scale", "confirm output.classes", "confirm output.transform"]);
    const expected = readSharedCsv("digits/expected.csv");
    const images = readSharedCsv("digits/stream.csv").map(({ image = "" }) => ({ image }));
    const scores = Object.fromEntries([..."0123456789"].map((digit) => [digit, `p_${digit}`]));
    expectScores(await answer(images), expected, "label", scores);
  });

  it("rings-lightgbm-vector: the order of the list and of its categories are confirmed", async () => {
    const { questions, draft, answer } = await takeIn(
      ringsDefinition,
      "abalone/rings-lightgbm-vector.onnx",
      "abalone/training-reference.csv",
    );
    expect(questions).toEqual(["confirm inputs.0.columns", "confirm inputs.0.columns.0.encoding"]);
    expect(draft.repairs).toMatchObject([{ kind: "thresholds_restored", thresholds: expect.any(Number), of: 2100 }]);
    expect(draft.reference).toEqual({ rows: 2500, fields: 8 });
    const expected = readSharedCsv("abalone/expected.csv");
    const predictions = await answer(abaloneRows() as ItemInput[]);
    const differing = expected.filter((row, index) => {
      const prediction = predictions[index];
      if (!prediction?.ok || !("value" in prediction)) throw new Error(JSON.stringify(prediction));
      return Math.abs(prediction.value - Number(row.rings_pred)) >= 1e-4;
    });
    expect(differing.map(({ id }) => id)).toEqual([]);
  });
});
