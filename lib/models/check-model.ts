import "server-only";
import type { ModelSource } from "@/lib/inference/backend";
import { checkMapping } from "@/lib/inference/check-mapping";
import { type Mapping, mappingSchema } from "@/lib/inference/mapping-schema";
import type { PredictionFailureCode } from "@/lib/inference/prediction";
import type { ModelDescription } from "@/lib/inference/tensor";
import { tryOut } from "@/lib/inference/try-out";
import { trialInputs } from "@/lib/models/trial-inputs-query";
import { AppError, type Problem } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";
import type { Definition } from "@/lib/use-cases/definition-schema";
import { mappingFit, mappingWarnings } from "@/lib/use-cases/mapping-fit";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Failures that are the model's own, whatever it is asked. */
const unusable: readonly PredictionFailureCode[] = ["crash", "timeout", "bad_output", "unavailable"];

export type ReadMapping = { mapping: Mapping; problems: [] } | { mapping: null; problems: Problem[] };

/** A mapping that fits model and use case, or what is wrong with it; places are as `mapping.inputs.0.column.field`. */
export function readMapping(raw: unknown, signature: ModelDescription, definition: Definition): ReadMapping {
  const parsed = mappingSchema.safeParse(raw);
  const problems = parsed.success
    ? [...checkMapping(signature, parsed.data), ...definitionProblems(parsed.data, definition)]
    : zodProblems(parsed.error);
  if (parsed.success && problems.length === 0) return { mapping: parsed.data, problems: [] };
  return { mapping: null, problems: problems.map(({ path, message }) => ({ path: placed(path), message })) };
}

const placed = (path: string) => (path === "" ? "mapping" : `mapping.${path}`);

/** As `readMapping`; throws `invalid_model` where something is wrong. */
export function requireMapping(raw: unknown, signature: ModelDescription, definition: Definition): Mapping {
  const { mapping, problems } = readMapping(raw, signature, definition);
  if (mapping !== null) return mapping;
  throw new AppError("invalid_model", "The mapping does not fit this model and this use case.", { problems });
}

/** A new model answers with every outcome; only those that come after it may be missing. */
function definitionProblems(mapping: Mapping, definition: Definition): Problem[] {
  const problems = mappingFit(mapping, definition);
  const { output } = mapping;
  if (problems.length > 0 || output.kind === "value") return problems;
  const missing = definition.outcomes.map(({ key }) => key).filter((key) => !output.classes.includes(key));
  if (missing.length === 0) return [];
  return [{ path: "output.classes", message: `These outcomes are missing among the classes: ${missing.join(", ")}.` }];
}

/**
 * Tries a model out on an item, the latest or a made-up one. Throws `invalid_model` where it cannot answer at all;
 * answers with what works, but not as one might think.
 */
export async function modelWarnings(useCase: UseCaseRecord, source: ModelSource): Promise<string[]> {
  const { madeUp, inputs } = await trialInputs(useCase, 1);
  const [prediction] = await tryOut(source, inputs);
  const warnings = mappingWarnings(source.mapping, useCase.definition);
  if (prediction === undefined || prediction.ok) return warnings;
  const { code, message } = prediction.failure;
  if (unusable.includes(code)) {
    const sentence = `Tried out on an item, the model failed. ${message}`;
    throw new AppError("invalid_model", sentence, { problems: [{ path: "mapping", message: sentence }] });
  }
  return [
    ...warnings,
    `Tried out on ${madeUp ? "a made-up item" : "the latest item"}, the model gave no answer. ${message}`,
  ];
}
