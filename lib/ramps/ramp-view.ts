import { holdUntil } from "@/lib/engine/next-ramp-step";
import { conditionText, type RampAnswer, type RampFinding } from "@/lib/engine/ramp-conditions";
import type { RampCondition, RampStep } from "@/lib/engine/ramp-schema";
import type { RampRecord } from "@/lib/ramps/ramp-query";

/** A condition or guard as it is shown: what it asks for, and what the last check saw. */
export interface ConditionView {
  wanted: string;
  /** Null: this step was not looked at yet. */
  finding: { answer: RampAnswer; seen: string; missing: string } | null;
}

/** A ramp as pages and the API show it. Moments in ISO 8601. */
export interface RampView {
  id: string;
  status: RampRecord["status"];
  reason: string;
  author: string;
  startedAt: string;
  startShare: number;
  steps: RampStep[];
  /** The step in force, from 0; -1: the share from before the ramp. */
  step: number;
  stepStartedAt: string;
  /** The step in force lasts at least until then. */
  holdUntil: string;
  conditions: ConditionView[];
  guards: ConditionView[];
  /** What it waits for, in sentences; empty before the first check. */
  missing: string[];
  /** Why it is paused or stepped down; empty: nothing happened. */
  note: string;
  checkedAt: string | null;
  endedAt: string | null;
  endedBecause: string | null;
}

const viewConditions = (asked: readonly RampCondition[], found: readonly RampFinding[]): ConditionView[] =>
  asked.map((condition, index) => {
    const finding = found[index];
    return {
      wanted: conditionText(condition),
      finding: finding === undefined ? null : { answer: finding.answer, seen: finding.seen, missing: finding.missing },
    };
  });

export function viewRamp(ramp: RampRecord): RampView {
  const { schedule, findings, step, stepStartedAt } = ramp;
  return {
    id: ramp.id,
    status: ramp.status,
    reason: ramp.reason,
    author: ramp.authorName,
    startedAt: ramp.createdAt.toISOString(),
    startShare: schedule.startShare,
    steps: schedule.steps,
    step,
    stepStartedAt: stepStartedAt.toISOString(),
    holdUntil: holdUntil({ steps: schedule.steps, step, stepStartedAt }).toISOString(),
    conditions: viewConditions(schedule.conditions, findings.conditions),
    guards: viewConditions(schedule.guards, findings.guards),
    missing: findings.missing,
    note: findings.note,
    checkedAt: ramp.checkedAt?.toISOString() ?? null,
    endedAt: ramp.endedAt?.toISOString() ?? null,
    endedBecause: ramp.endedBecause,
  };
}
