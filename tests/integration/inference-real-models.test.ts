import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Inference } from "@/lib/inference/inference";
import { defaultInferenceSettings } from "@/lib/inference/inference-settings";
import type { Prediction } from "@/lib/inference/prediction";
import { hasSharedData, readSharedCsv } from "@/tests/support/shared-data";
import { abaloneRows, digits, incomeBoosted, incomeRows, rings } from "@/tests/support/shared-models";

/**
 * LightGBM compares 64-bit numbers and the ONNX file holds its splits in 32 bits. In these rows a field equals a split
 * after that rounding and falls on its other side, in onnxruntime called directly as well.
 */
const onSplits = ["abalone-3174", "abalone-3191", "abalone-3333", "abalone-3609", "abalone-3786"];

const where = hasSharedData ? "" : " (left out: ../shared/data is not on this machine)";

describe.runIf(hasSharedData)(`real models on real rows${where}`, () => {
  let dataDir: string;
  let inference: Inference;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "countersign-real-"));
    inference = new Inference({ ...defaultInferenceSettings, dataDir });
  });

  afterAll(async () => {
    await inference.stop();
    await rm(dataDir, { recursive: true });
  });

  function outcomeOf(prediction: Prediction | undefined) {
    if (!prediction?.ok || !("outcome" in prediction)) throw new Error(JSON.stringify(prediction));
    return prediction;
  }

  it("gives scikit-learn's labels and probabilities for the boosted trees on census data", async () => {
    const expected = readSharedCsv("adult/expected.csv");
    const predictions = await inference.predict(incomeBoosted(), incomeRows().slice(0, expected.length));
    expect(predictions).toHaveLength(2000);
    for (const [index, row] of expected.entries()) {
      const prediction = outcomeOf(predictions[index]);
      expect(prediction.outcome).toBe(row.boosted_label);
      expect(Math.abs((prediction.scores[">50K"] ?? Number.NaN) - Number(row.boosted_p_gt50k))).toBeLessThan(1e-5);
    }
    expect(predictions[0]?.runtime).toMatch(/^onnxruntime-node \d+\.\d+\.\d+$/);
  });

  it("gives PyTorch's probabilities for the handwritten digits, from pictures to softmax", async () => {
    const expected = readSharedCsv("digits/expected.csv");
    const predictions = await inference.predict(digits(), readSharedCsv("digits/stream.csv"));
    expect(predictions).toHaveLength(expected.length);
    for (const [index, row] of expected.entries()) {
      const prediction = outcomeOf(predictions[index]);
      expect(prediction.outcome).toBe(row.label);
      for (const [digit, score] of Object.entries(prediction.scores)) {
        expect(Math.abs(score - Number(row[`p_${digit}`]))).toBeLessThan(1e-5 + 1e-9);
      }
    }
  });

  it("gives LightGBM's values for the abalones' rings", async () => {
    const expected = readSharedCsv("abalone/expected.csv");
    const predictions = await inference.predict(rings(), abaloneRows());
    expect(predictions).toHaveLength(expected.length);
    const differing = expected.filter((row, index) => {
      const prediction = predictions[index];
      if (!prediction?.ok || !("value" in prediction)) throw new Error(JSON.stringify(prediction));
      return Math.abs(prediction.value - Number(row.rings_pred)) >= 1e-4;
    });
    expect(differing.map(({ id }) => id)).toEqual(onSplits);
  });

  it("answers 1,000 single requests at once as it answers them one by one", async () => {
    const model = incomeBoosted();
    const rows = incomeRows().slice(5000, 6000);
    const together = (await Promise.all(rows.map((row) => inference.predict(model, [row])))).flat();
    const oneByOne: Prediction[] = [];
    for (const row of rows) oneByOne.push(...(await inference.predict(model, [row])));
    const answers = (predictions: Prediction[]) => predictions.map((one) => outcomeOf(one).scores);
    expect(answers(together)).toEqual(answers(oneByOne));
  });
});
