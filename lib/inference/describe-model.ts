import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultInferenceSettings, type ModelLimits } from "@/lib/inference/inference-settings";
import { explainLoadError } from "@/lib/inference/onnx/explain-load-error";
import { ChildLost, ModelChild } from "@/lib/inference/onnx/model-child";
import type { ModelDescription } from "@/lib/inference/tensor";

export type DescribedModel = ({ ok: true } & ModelDescription) | { ok: false; message: string };

/**
 * Loads an ONNX model in a child process of its own, which is ended afterwards, and says what its inputs and outputs are.
 * A model that cannot be loaded within `loadLimitMs`, or ends its process, is described by a sentence that says so.
 */
export async function describeModel(
  bytes: Uint8Array,
  { loadLimitMs, memoryLimitBytes }: ModelLimits = defaultInferenceSettings,
): Promise<DescribedModel> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-model-"));
  let child: ModelChild | undefined;
  try {
    const path = join(folder, "model.onnx");
    await writeFile(/* turbopackIgnore: true */ path, bytes);
    child = new ModelChild(path, memoryLimitBytes);
    const reply = await child.request({ kind: "load" }, loadLimitMs);
    if (reply.kind === "loaded") return { ok: true, inputs: reply.inputs, outputs: reply.outputs };
    return { ok: false, message: explainLoadError(reply.kind === "failed" ? reply.message : reply.kind) };
  } catch (error) {
    if (!(error instanceof ChildLost)) throw error;
    return { ok: false, message: `The model could not be loaded. ${error.message}` };
  } finally {
    await child?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
