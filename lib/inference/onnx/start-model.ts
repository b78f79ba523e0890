import { batchRows, neutralRow, rowsPerBatch } from "@/lib/inference/batch-rows";
import { checkMapping } from "@/lib/inference/check-mapping";
import type { ModelLimits } from "@/lib/inference/inference-settings";
import type { Mapping, MappingOutput } from "@/lib/inference/mapping-schema";
import { explainLoadError } from "@/lib/inference/onnx/explain-load-error";
import { ModelChild } from "@/lib/inference/onnx/model-child";
import type { ChildRequest } from "@/lib/inference/onnx/protocol";
import type { WaitingRow } from "@/lib/inference/row-queue";

/** A model that is loaded, fits its mapping and has computed once. */
export interface StartedModel {
  child: ModelChild;
  runtime: string;
  /** How many rows it may get at once at most. */
  rowsPerBatch: number;
  /** How long the first run took; infinite where it failed. */
  firstRunMs: number;
  request(batch: readonly Pick<WaitingRow, "cells">[]): ChildRequest;
}

/** @throws Error with a sentence that says why the model cannot be used; the child process is gone then. */
export async function startModel(path: string, mapping: Mapping, limits: ModelLimits): Promise<StartedModel> {
  const { loadLimitMs, memoryLimitBytes } = limits;
  const deadline = performance.now() + loadLimitMs;
  const child = new ModelChild(path, memoryLimitBytes);
  try {
    const loaded = await child.request({ kind: "load" }, loadLimitMs);
    if (loaded.kind === "failed") throw new Error(explainLoadError(loaded.message));
    if (loaded.kind !== "loaded") throw new Error("The model's process answered out of turn.");
    const problems = checkMapping(loaded, mapping);
    if (problems.length > 0) {
      throw new Error(`The mapping does not fit the model. ${problems.map(({ message }) => message).join(" ")}`);
    }
    const ranks = new Map(loaded.inputs.map(({ name, shape }) => [name, shape.length]));
    const outputs = wantedOutputs(mapping.output);
    const request: StartedModel["request"] = (batch) => ({
      kind: "run",
      rows: batch.length,
      inputs: batchRows(
        mapping,
        ranks,
        batch.map(({ cells }) => cells),
      ),
      outputs,
    });
    // The first run is the slow one. Whether the model likes this row is not the question.
    const warm = await child.request(
      request([{ cells: neutralRow(mapping) }]),
      Math.max(1, deadline - performance.now()),
    );
    return {
      child,
      runtime: loaded.runtime,
      rowsPerBatch: rowsPerBatch(mapping, loaded),
      firstRunMs: warm.kind === "ran" ? warm.computeMs : Number.POSITIVE_INFINITY,
      request,
    };
  } catch (error) {
    child.kill();
    throw error;
  }
}

function wantedOutputs(output: MappingOutput): (ChildRequest & { kind: "run" })["outputs"] {
  if (output.kind === "scores") {
    if (Array.isArray(output.tensor)) return output.tensor.map((name) => ({ name, maxWidth: 1 }));
    return [{ name: output.tensor, maxWidth: output.classes.length }];
  }
  const value = { name: output.tensor, maxWidth: 1 };
  return output.spreadTensor === undefined ? [value] : [value, { name: output.spreadTensor, maxWidth: 1 }];
}
