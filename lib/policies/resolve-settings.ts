import "server-only";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { findModelVersion, type ModelVersionRecord } from "@/lib/models/model-query";
import type { Transaction } from "@/lib/platform/database";
import { AppError, type Problem } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";
import type { Definition } from "@/lib/use-cases/definition-schema";
import { guardrailProblems } from "@/lib/use-cases/guardrail-problems";
import { mappingFit } from "@/lib/use-cases/mapping-fit";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Holds settings against their schema and against the use case's fields, outcomes and models. Throws `invalid_input`. */
export async function resolveSettings(
  tx: Transaction,
  useCase: UseCaseRecord,
  settings: Readonly<Record<string, unknown>>,
): Promise<PolicySettings> {
  const parsed = policySettingsSchema.safeParse(settings);
  if (!parsed.success) {
    throw refusal(zodProblems(parsed.error));
  }
  const problems = [
    ...answerProblems(useCase, parsed.data),
    ...fallbackProblems(useCase, parsed.data),
    ...guardrailProblems(useCase.definition, parsed.data),
    ...(await modelProblems(tx, useCase, parsed.data)),
  ];
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

/** A fixed answer has to be one that the use case knows. */
function fallbackProblems({ definition }: UseCaseRecord, { fallback }: PolicySettings): Problem[] {
  const { kind, outcomes, target } = definition;
  if (fallback.to === "outcome") {
    if (kind === "regression") {
      return [{ path: "fallback.to", message: "This use case asks for a number: fall back to a value instead." }];
    }
    if (outcomes.some(({ key }) => key === fallback.outcome)) return [];
    const known = outcomes.map(({ key }) => key).join(", ");
    const message = `"${fallback.outcome}" is no outcome of this use case. It has ${known}.`;
    return [{ path: "fallback.outcome", message }];
  }
  if (fallback.to !== "value") return [];
  if (kind !== "regression") {
    return [{ path: "fallback.to", message: "This use case asks for an outcome: fall back to one of them instead." }];
  }
  const { min, max } = target ?? {};
  if (min !== undefined && fallback.value < min) {
    return [{ path: "fallback.value", message: `The smallest value of this use case is ${min}.` }];
  }
  if (max !== undefined && fallback.value > max) {
    return [{ path: "fallback.value", message: `The largest value of this use case is ${max}.` }];
  }
  return [];
}

async function modelProblems(
  tx: Transaction,
  { id, definition }: UseCaseRecord,
  { champion, challengers, fallback }: PolicySettings,
): Promise<Problem[]> {
  const named = [
    ...(champion === null ? [] : [{ version: champion, path: "champion", asked: false }]),
    ...challengers.map(({ version }, index) => ({ version, path: `challengers.${index}.version`, asked: true })),
    ...(fallback.to === "model" ? [{ version: fallback.version, path: "fallback.version", asked: true }] : []),
  ];
  const problems: Problem[] = [];
  for (const { version, path, asked } of named) {
    const model = await findModelVersion(id, version, tx);
    const message = modelProblem(version, model, definition, asked);
    if (message !== null) problems.push({ path, message });
  }
  return problems;
}

function modelProblem(
  version: number,
  model: ModelVersionRecord | null,
  definition: Definition,
  /** Whether we ask it ourselves, other than a champion, whose answers callers may send. */
  asked: boolean,
): string | null {
  if (model === null) return `This use case has no model version ${version}.`;
  if (model.backend === "supplied" && asked) {
    return `Callers send the predictions of model version ${version}, so it cannot be asked beside the champion.`;
  }
  const [misfit] = model.mapping === null ? [] : mappingFit(model.mapping, definition);
  if (misfit === undefined) return null;
  return `Model version ${version} no longer fits the use case: ${misfit.message} Add it again with a new mapping.`;
}
