import { verdictBodySchema } from "@/lib/items/verdict-body-schema";
import { AppError, type Problem } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";
import type { Definition } from "@/lib/use-cases/definition-schema";

/** A verdict from another system that may be stored, if its item is there. */
export interface ParsedVerdict {
  externalId: string;
  reviewer: string;
  outcome: string | null;
  value: number | null;
  at: Date;
  suggestionVisible: boolean;
  /** Null where the other system does not say. */
  secondsSpent: number | null;
}

/** Clocks of two systems differ a little. */
const clockSkewMs = 60_000;
const earliest = new Date("1900-01-01T00:00:00Z");

function refuse(problems: readonly Problem[]): AppError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const what = `${first?.path ?? "verdict"}: ${first?.message ?? ""}${more}`;
  return new AppError("invalid_verdict", `This verdict cannot be accepted: ${what}`, { problems });
}

/** Holds a body against the use case's definition and the clock. Answers with every problem at once. */
export function parseVerdict(definition: Definition, body: unknown, now: Date): ParsedVerdict | AppError {
  const shape = verdictBodySchema.safeParse(body);
  if (!shape.success) {
    return refuse(zodProblems(shape.error).map(({ path, message }) => ({ path: path || "verdict", message })));
  }
  const { externalId, reviewer, outcome, value, suggestionVisible = false, secondsSpent } = shape.data;
  const at = new Date(shape.data.at);
  const problems = [...answerProblems(definition, outcome, value), ...timeProblems(at, now)];
  if (problems.length > 0) return refuse(problems);
  return {
    externalId,
    reviewer,
    outcome: outcome ?? null,
    value: value ?? null,
    at,
    suggestionVisible,
    secondsSpent: secondsSpent ?? null,
  };
}

function answerProblems(
  { kind, outcomes, target }: Definition,
  outcome: string | undefined,
  value: number | undefined,
): Problem[] {
  if (kind === "classification") {
    if (outcome === undefined) return [{ path: "value", message: "This use case asks for an outcome." }];
    if (outcomes.some(({ key }) => key === outcome)) return [];
    return [{ path: "outcome", message: `There is no outcome "${outcome}" in this use case.` }];
  }
  if (value === undefined) return [{ path: "outcome", message: "This use case asks for a number, in value." }];
  if (target?.min !== undefined && value < target.min) {
    return [{ path: "value", message: `This must be at least ${target.min}.` }];
  }
  if (target?.max !== undefined && value > target.max) {
    return [{ path: "value", message: `This must be at most ${target.max}.` }];
  }
  return [];
}

function timeProblems(at: Date, now: Date): Problem[] {
  if (at.getTime() > now.getTime() + clockSkewMs) return [{ path: "at", message: "This moment lies in the future." }];
  return at < earliest ? [{ path: "at", message: "This moment lies too far back." }] : [];
}
