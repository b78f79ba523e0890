import "server-only";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { findModelVersion } from "@/lib/models/model-query";
import type { Transaction } from "@/lib/platform/database";
import { AppError, type Problem } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";
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
  const problems = [...answerProblems(useCase, parsed.data), ...(await championProblems(tx, useCase, parsed.data))];
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

async function championProblems(
  tx: Transaction,
  { id, definition }: UseCaseRecord,
  { champion }: PolicySettings,
): Promise<Problem[]> {
  if (champion === null) return [];
  const model = await findModelVersion(id, champion, tx);
  const problem = (message: string) => [{ path: "champion", message }];
  if (model === null) return problem(`This use case has no model version ${champion}.`);
  if (model.mapping === null) return [];
  const [misfit] = mappingFit(model.mapping, definition);
  return misfit === undefined
    ? []
    : problem(
        `Model version ${champion} no longer fits the use case: ${misfit.message} Add it again with a new mapping.`,
      );
}
