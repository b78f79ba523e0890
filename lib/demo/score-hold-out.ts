import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ItemInput } from "@/lib/inference/encode-column";
import { Inference } from "@/lib/inference/inference";
import { defaultInferenceSettings } from "@/lib/inference/inference-settings";
import type { Mapping } from "@/lib/inference/mapping-schema";

/**
 * The scores of a model file on items' inputs, computed exactly as the product does it: mapping, child process,
 * onnxruntime, rounding to 1e-6.
 *
 * @throws Error where one of the predictions failed.
 */
export async function scoreHoldOut(
  bytes: Uint8Array,
  mapping: Mapping,
  inputs: readonly ItemInput[],
): Promise<Record<string, number>[]> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "countersign-training-"));
  const inference = new Inference({ ...defaultInferenceSettings, dataDir });
  try {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const load = async function* () {
      yield bytes;
    };
    const predictions = await inference.predict({ backend: "onnx", sha256, mapping, load }, inputs);
    return predictions.map((prediction, index) => {
      if (!prediction.ok) throw new Error(`Row ${index + 1}: ${prediction.failure.message}`);
      if (!("scores" in prediction)) throw new Error("The model gives a value instead of scores.");
      return prediction.scores;
    });
  } finally {
    await inference.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
