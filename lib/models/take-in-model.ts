import "server-only";
import { join } from "node:path";
import { defaultInferenceSettings } from "@/lib/inference/inference-settings";
import { inspectFile } from "@/lib/inference/inspect-file";
import { LoadedModel } from "@/lib/inference/loaded-model";
import type { TrainingColumn } from "@/lib/inference/onnx/plan-thresholds";
import type { ModelDescription } from "@/lib/inference/tensor";
import { type ModelFile, readModelFile } from "@/lib/models/model-file";
import type { Proposal } from "@/lib/models/proposal-schema";
import { type KnownModel, proposeMapping } from "@/lib/models/propose-mapping";
import type { Repair } from "@/lib/models/repair-schema";
import { trialInputs } from "@/lib/models/trial-inputs-query";
import { withWorkFolder } from "@/lib/models/work-folder";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** How far taking a model in has come, for those who wait. */
export interface IntakeStep {
  step: "received" | "read" | "checked" | "repaired" | "loaded" | "proposed";
  /** A sentence: what was found. */
  message: string;
}

/** A model file that can be loaded here, and what is known of it. */
export interface TakenModel {
  /** The file that runs: repaired where that was needed. */
  file: ModelFile;
  /** Of the file as it came, in hex. */
  originalSha256: string;
  repairs: Repair[];
  signature: ModelDescription;
}

interface IntakeOptions {
  /** The numbers of the training rows, where they came with the file. */
  columns?: readonly TrainingColumn[] | undefined;
  onStep?: ((step: IntakeStep) => void) | undefined;
}

function refuseModel(message: string): AppError {
  return new AppError("invalid_model", message, { problems: [{ path: "file", message }] });
}

/**
 * Takes a model file apart and loads it, in processes of their own: is it ONNX, is it safe, what must be repaired, what
 * are its inputs and outputs. Then does `work` with it; the repaired file goes afterwards. Throws `invalid_model` with a
 * sentence that says what is wrong and what to do, `too_large` above the size limit.
 */
export function takeInModel<T>(
  file: ModelFile,
  work: (model: TakenModel, loaded: LoadedModel, found: Pick<KnownModel, "classNames" | "featureNames">) => Promise<T>,
  { columns = [], onStep }: IntakeOptions = {},
): Promise<T> {
  const tell = (step: IntakeStep["step"], message: string) => onStep?.({ step, message });
  if (file.size === 0) throw refuseModel("The model file is empty. Export the model anew and send that file.");
  if (file.size > env.modelSizeLimitBytes) throw tooLarge();
  return withWorkFolder(async (folder) => {
    const repairedPath = join(folder, "repaired.onnx");
    const inspected = await inspectFile(file.path, repairedPath, {
      columns,
      onStep: (step) => tell(step, stepSentences[step]),
    });
    if (!inspected.ok) throw refuseModel(inspected.message);
    const { repairs, rewritten, classNames, featureNames, bfloat16 } = inspected;
    const runs = rewritten ? await readModelFile(repairedPath, file.name) : file;
    tell("repaired", repairSentence(repairs.length));
    const limits = { ...defaultInferenceSettings, memoryLimitBytes: env.modelMemoryLimitBytes };
    const loaded = await LoadedModel.load(runs.path, limits).catch((error: Error) => {
      throw refuseModel(bfloat16 ? `${bfloat16Sentence} (${error.message})` : error.message);
    });
    try {
      const { inputs, outputs } = loaded.description;
      tell("loaded", `It loads: ${counted(inputs.length, "input")}, ${counted(outputs.length, "output")}.`);
      const model = { file: runs, originalSha256: file.sha256, repairs, signature: loaded.description };
      return await work(model, loaded, { classNames, featureNames });
    } finally {
      await loaded.close();
    }
  });
}

/** How a loaded model could be bound to a use case; tried out on recent items. */
export async function proposeFor(
  useCase: UseCaseRecord,
  loaded: LoadedModel,
  found: Omit<KnownModel, "signature">,
  { onStep }: IntakeOptions = {},
): Promise<Proposal> {
  const { inputs: items } = await trialInputs(useCase, 20);
  const known = { ...found, signature: loaded.description };
  const proposal = await proposeMapping(known, useCase.definition, (inputs, output) =>
    loaded.observe(inputs, items, output),
  );
  onStep?.({ step: "proposed", message: proposalSentence(proposal.questions.length) });
  return proposal;
}

const bfloat16Sentence =
  "The model computes in bfloat16, which this runtime does not know on CPUs. Export it in float32.";

const stepSentences = {
  read: "It is an ONNX model.",
  checked: "It holds all it needs, and uses operators that run here.",
} as const;

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

const repairSentence = (repairs: number) =>
  repairs === 0 ? "Nothing had to be repaired." : `${counted(repairs, "place")} had to be repaired.`;

const proposalSentence = (questions: number) =>
  questions === 0 ? "It can be bound to the use case without a guess." : `${counted(questions, "guess")} to look at.`;

export function tooLarge(): AppError {
  const message = `This model file is larger than ${env.modelSizeLimitBytes / 1024 / 1024} MB.`;
  return new AppError("too_large", message, { problems: [{ path: "file", message }] });
}
