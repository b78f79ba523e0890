import { minutesText, type RampFinding } from "@/lib/engine/ramp-conditions";
import type { RampStep } from "@/lib/engine/ramp-schema";

/** A ramp as far as its next step depends on it. */
export interface RampState {
  steps: readonly RampStep[];
  /** The step in force, from 0; -1: the share from before the ramp, after a step down from the first. */
  step: number;
  stepStartedAt: Date;
  paused: boolean;
}

export interface RampFindings {
  conditions: readonly RampFinding[];
  guards: readonly RampFinding[];
}

/** What happens next to a ramp, and why. */
export type RampMove =
  /** `missing`: what it waits for, in sentences. */
  | { kind: "hold"; missing: string[] }
  | { kind: "advance"; to: number }
  | { kind: "step_down"; to: number; because: string }
  | { kind: "finish" };

const minuteMs = 60_000;

/** When the step in force may end at the earliest. Before the first step, its hold counts. */
export function holdUntil({ steps, step, stepStartedAt }: Omit<RampState, "paused">): Date {
  const held = steps[Math.max(0, step)]?.holdMinutes ?? 0;
  return new Date(stepStartedAt.getTime() + held * minuteMs);
}

/**
 * Whether a ramp holds, advances, steps down or is finished. Pure. A guard that fails takes it down whatever else is the
 * case; up it goes only when it is not paused, its hold is over and every condition (one at least) says `pass`.
 */
export function nextRampStep(ramp: RampState, { conditions, guards }: RampFindings, now: Date): RampMove {
  const failed = guards.filter(({ answer }) => answer === "fail");
  if (failed.length > 0 && ramp.step >= 0) {
    return { kind: "step_down", to: ramp.step - 1, because: failed.map(({ missing }) => missing).join(" ") };
  }
  const missing: string[] = [];
  if (ramp.paused) missing.push("It is paused.");
  for (const guard of failed) missing.push(`A guard fails: ${guard.missing}`);
  const waitMs = holdUntil(ramp).getTime() - now.getTime();
  if (!(waitMs <= 0)) missing.push(`This step holds for another ${minutesText(Math.max(1, waitMs / minuteMs))}.`);
  if (conditions.length === 0) missing.push("It has no condition, and nothing goes up by time alone.");
  for (const { answer, missing: sentence } of conditions) if (answer !== "pass") missing.push(sentence);
  if (missing.length > 0) return { kind: "hold", missing };
  return ramp.step >= ramp.steps.length - 1 ? { kind: "finish" } : { kind: "advance", to: ramp.step + 1 };
}
