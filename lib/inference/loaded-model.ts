import { batchRows } from "@/lib/inference/batch-rows";
import type { ItemInput } from "@/lib/inference/encode-column";
import { encodeInputs } from "@/lib/inference/encode-inputs";
import { defaultInferenceSettings, type ModelLimits } from "@/lib/inference/inference-settings";
import type { Mapping } from "@/lib/inference/mapping-schema";
import { explainLoadError } from "@/lib/inference/onnx/explain-load-error";
import { ChildLost, ModelChild } from "@/lib/inference/onnx/model-child";
import type { ModelDescription, OutputTensor } from "@/lib/inference/tensor";

/** More numbers for one row are nobody's scores. */
const mostWidth = 1000;

/** A model that was loaded to be looked at, in a child process of its own; it is there until `close`. */
export class LoadedModel {
  readonly description: ModelDescription;
  readonly #child: ModelChild;
  readonly #limitMs: number;

  private constructor(child: ModelChild, description: ModelDescription, limitMs: number) {
    this.#child = child;
    this.description = description;
    this.#limitMs = limitMs;
  }

  /** @throws Error with a sentence for people that says why the model cannot be loaded within the limits. */
  static async load(path: string, limits: ModelLimits = defaultInferenceSettings): Promise<LoadedModel> {
    const child = new ModelChild(path, limits.memoryLimitBytes);
    try {
      const reply = await child.request({ kind: "load" }, limits.loadLimitMs);
      if (reply.kind === "loaded") {
        const { inputs, outputs } = reply;
        return new LoadedModel(child, { inputs, outputs }, limits.loadLimitMs);
      }
      throw new Error(explainLoadError(reply.kind === "failed" ? reply.message : reply.kind));
    } catch (error) {
      child.kill();
      if (error instanceof ChildLost)
        throw new Error(`The model could not be loaded. ${error.message}`, { cause: error });
      throw error;
    }
  }

  /**
   * What an output tensor holds for the items that can be encoded, row by row; null where it is no numbers, or the model
   * fails on them.
   */
  async observe(inputs: Mapping["inputs"], items: readonly ItemInput[], output: string): Promise<number[][] | null> {
    const mapping: Mapping = { inputs, output: { kind: "value", tensor: output } };
    const rows = (await encodeInputs(mapping, items)).flatMap((row) => (row.ok ? [row.cells] : []));
    const ranks = new Map(this.description.inputs.map(({ name, shape }) => [name, shape.length]));
    const single = this.description.inputs.some(({ shape }) => shape[0] === 1);
    const batches = single ? rows.map((row) => [row]) : rows.length > 0 ? [rows] : [];
    const observed: number[][] = [];
    for (const batch of batches) {
      const outputs = [{ name: output, maxWidth: mostWidth }];
      const request = { kind: "run" as const, rows: batch.length, inputs: batchRows(mapping, ranks, batch), outputs };
      const reply = await this.#child.request(request, this.#limitMs).catch(() => null);
      const [tensor] = reply?.kind === "ran" ? reply.outputs : [];
      if (tensor === undefined) return null;
      observed.push(...rowsOf(tensor));
    }
    return observed.length === 0 ? null : observed;
  }

  close(): Promise<void> {
    return this.#child.stop();
  }
}

function rowsOf({ width, data }: OutputTensor): number[][] {
  return Array.from({ length: data.length / width }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
}
