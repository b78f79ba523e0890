import "server-only";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { findModelVersion, type ModelVersionRecord } from "@/lib/models/model-query";
import type { Transaction } from "@/lib/platform/database";
import { AppError, type Problem } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";
import type { Definition } from "@/lib/use-cases/definition-schema";
import { mappingFit } from "@/lib/use-cases/mapping-fit";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Holds settings against their schema and against the use case's outcomes and models. Throws `invalid_input`. */
export async function resolveSettings(
  tx: Transaction,
  useCase: UseCaseRecord,
  settings: Readonly<Record<string, unknown>>,
): Promise<PolicySettings> {
  const parsed = policySettingsSchema.safeParse(settings);
  if (!parsed.success) {
    throw refusal(zodProblems(parsed.error));
  }
  const problems = [...answerProblems(useCase, parsed.data), ...(await modelProblems(tx, useCase, parsed.data))];
  if (problems.length > 0) throw refusal(problems);
  return parsed.data;
}

function refusal(problems: Problem[]): AppError {
  return new AppError("invalid_input", "These settings cannot be accepted.", { problems });
}

function answerProblems({ definition }: UseCaseRecord, settings: PolicySettings): Problem[] {
  if (definition.kind === "regression") {
    if (Object.keys(settings.thresholds).length === 0) return [];
    const message = "This use case asks for a number: give the largest spread (maxSpread) instead of thresholds.";
    return [{ path: "thresholds", message }];
  }
  const outcomes = definition.outcomes.map((outcome) => outcome.key);
  const strange = Object.keys(settings.thresholds).filter((outcome) => !outcomes.includes(outcome));
  const problems = strange.map((outcome) => ({
    path: `thresholds.${outcome}`,
    message: `"${outcome}" is no outcome of this use case. It has ${outcomes.join(", ")}.`,
  }));
  if (settings.maxSpread !== null) {
    problems.push({ path: "maxSpread", message: "Only use cases that ask for a number have a largest spread." });
  }
  return problems;
}

async function modelProblems(
  tx: Transaction,
  { id, definition }: UseCaseRecord,
  { champion, challengers }: PolicySettings,
): Promise<Problem[]> {
  const named = [
    ...(champion === null ? [] : [{ version: champion, path: "champion" }]),
    ...challengers.map(({ version }, index) => ({ version, path: `challengers.${index}.version` })),
  ];
  const problems: Problem[] = [];
  for (const { version, path } of named) {
    const model = await findModelVersion(id, version, tx);
    const message = modelProblem(version, model, definition, path === "champion");
    if (message !== null) problems.push({ path, message });
  }
  return problems;
}

function modelProblem(
  version: number,
  model: ModelVersionRecord | null,
  definition: Definition,
  asChampion: boolean,
): string | null {
  if (model === null) return `This use case has no model version ${version}.`;
  if (model.backend === "supplied" && !asChampion) {
    return `Callers send the predictions of model version ${version}, so it cannot answer in the background.`;
  }
  const [misfit] = model.mapping === null ? [] : mappingFit(model.mapping, definition);
  if (misfit === undefined) return null;
  return `Model version ${version} no longer fits the use case: ${misfit.message} Add it again with a new mapping.`;
}
