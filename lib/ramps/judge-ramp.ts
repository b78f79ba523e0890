import "server-only";
import { nextRampStep, type RampMove } from "@/lib/engine/next-ramp-step";
import { evaluateCondition, type RampFinding } from "@/lib/engine/ramp-conditions";
import type { RampCondition } from "@/lib/engine/ramp-schema";
import { gatherRampEvidence } from "@/lib/ramps/ramp-evidence-query";
import type { RampRecord } from "@/lib/ramps/ramp-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

const minuteMs = 60_000;

/** What a ramp's conditions and guards say now, and what follows from it. */
export interface RampJudgement {
  conditions: RampFinding[];
  guards: RampFinding[];
  move: RampMove;
}

/** When the evidence for a condition begins: with its window, or with the step. A guard looks at its own step only. */
function evidenceFrom(condition: RampCondition, ramp: RampRecord, asGuard: boolean, now: Date): Date {
  const minutes = condition.kind === "queue_age" ? null : condition.windowMinutes;
  if (minutes === null) return ramp.stepStartedAt;
  const from = new Date(now.getTime() - minutes * minuteMs);
  return asGuard && from < ramp.stepStartedAt ? ramp.stepStartedAt : from;
}

/**
 * Gathers the evidence and judges a ramp by it. A guard looks only at what came since the step began (of the queue: at
 * reviews that came since): what was wrong before has had its step down, and must not cause another.
 */
export async function judgeRamp(ramp: RampRecord, useCase: UseCaseRecord, now: Date): Promise<RampJudgement> {
  const judge = async (condition: RampCondition, asGuard: boolean): Promise<RampFinding> => {
    if (useCase.champion === null) {
      return evaluateCondition(condition, { ok: false, gatheredAt: now, problem: "There is no champion" }, now);
    }
    const evidence = await gatherRampEvidence({
      useCaseId: useCase.id,
      championId: useCase.champion.id,
      tolerance: useCase.definition.target?.tolerance ?? 0,
      from: evidenceFrom(condition, ramp, asGuard, now),
      queueFrom: asGuard ? ramp.stepStartedAt : null,
      now,
    });
    return evaluateCondition(condition, evidence, now);
  };
  const conditions: RampFinding[] = [];
  const guards: RampFinding[] = [];
  for (const condition of ramp.schedule.conditions) conditions.push(await judge(condition, false));
  for (const guard of ramp.schedule.guards) guards.push(await judge(guard, true));
  const state = {
    steps: ramp.schedule.steps,
    step: ramp.step,
    stepStartedAt: ramp.stepStartedAt,
    paused: ramp.status === "paused" || useCase.haltedAt !== null,
  };
  return { conditions, guards, move: nextRampStep(state, { conditions, guards }, now) };
}
