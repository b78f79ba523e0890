import "server-only";
import { checkMapping } from "@/lib/inference/check-mapping";
import { describeModel } from "@/lib/inference/describe-model";
import { type Mapping, mappingSchema } from "@/lib/inference/mapping-schema";
import { predict } from "@/lib/inference/predict";
import type { PredictionFailureCode } from "@/lib/inference/prediction";
import type { ModelDescription } from "@/lib/inference/tensor";
import { draftMapping, tensorText } from "@/lib/models/draft-mapping";
import { sampleInput } from "@/lib/models/sample-input";
import { database } from "@/lib/platform/database";
import { AppError, type Problem } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";
import type { Definition } from "@/lib/use-cases/definition-schema";
import { mappingFit, mappingWarnings } from "@/lib/use-cases/mapping-fit";
import type { ItemInput } from "@/lib/use-cases/parse-input";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** What a model file was found to be, and how it is bound to the use case. */
export interface InspectedModel {
  signature: ModelDescription;
  mapping: Mapping;
  warnings: string[];
}

/** Failures that are the model's own, whatever it is asked. */
const unusable: readonly PredictionFailureCode[] = ["crash", "timeout", "bad_output", "unavailable"];

function refuse(message: string, problems: Problem[] = []): AppError {
  return new AppError("invalid_model", message, { problems });
}

/**
 * Loads a model file in a child process, binds it to the use case and tries it out on an item (the latest, or a made-up
 * one). Throws `invalid_model`; its problems name places in the mapping (`mapping.inputs.0.column.field`).
 */
export async function inspectModel(
  useCase: UseCaseRecord,
  file: { bytes: Uint8Array; sha256: string },
  rawMapping: unknown,
): Promise<InspectedModel> {
  const described = await describeModel(file.bytes);
  if (!described.ok) throw refuse(described.message, [{ path: "file", message: described.message }]);
  const signature = { inputs: described.inputs, outputs: described.outputs };
  const mapping = rawMapping === undefined ? proposeMapping(signature, useCase.definition) : readMapping(rawMapping);
  const problems = [...checkMapping(signature, mapping), ...definitionProblems(mapping, useCase.definition)];
  if (problems.length > 0) throw mappingRefusal(problems);
  const trial = await tryOut(useCase, file, mapping);
  return { signature, mapping, warnings: [...mappingWarnings(mapping, useCase.definition), ...trial] };
}

function mappingRefusal(problems: readonly Problem[]): AppError {
  const placed = problems.map(({ path, message }) => ({ path: path === "" ? "mapping" : `mapping.${path}`, message }));
  return refuse("The mapping does not fit this model and this use case.", placed);
}

function readMapping(raw: unknown): Mapping {
  const parsed = mappingSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw mappingRefusal(zodProblems(parsed.error));
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

function proposeMapping(signature: ModelDescription, definition: Definition): Mapping {
  const draft = draftMapping(signature, definition);
  if (draft?.sure === true) return readMapping(draft.mapping);
  const tensors = `The model takes ${signature.inputs.map(tensorText).join(", ")} and gives ${signature.outputs.map(tensorText).join(", ")}.`;
  const problems = [{ path: "mapping", message: tensors }];
  if (draft !== null) {
    const message = `If its columns stand in the order of the outcomes, this is it: ${JSON.stringify(draft.mapping)}`;
    problems.push({ path: "mapping", message });
  }
  throw refuse("This model needs a mapping: its file does not say how it is bound to fields and outcomes.", problems);
}

async function tryOut(
  useCase: UseCaseRecord,
  file: { bytes: Uint8Array; sha256: string },
  mapping: Mapping,
): Promise<string[]> {
  const latest = await database.item.findFirst({
    where: { useCaseId: useCase.id },
    orderBy: { id: "desc" },
    select: { input: true },
  });
  const input = latest === null ? sampleInput(useCase.definition.fields) : (latest.input as ItemInput);
  const source = { backend: "onnx" as const, sha256: file.sha256, mapping, load: async () => file.bytes };
  const [prediction] = await predict(source, [input]);
  if (prediction === undefined || prediction.ok) return [];
  const { code, message } = prediction.failure;
  if (unusable.includes(code)) throw refuse(`Tried out on an item, the model failed. ${message}`);
  return [
    `Tried out on ${latest === null ? "a made-up item" : "the latest item"}, the model gave no answer. ${message}`,
  ];
}
