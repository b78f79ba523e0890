import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { rampProblems } from "@/lib/engine/ramp-problems";
import { type RampCondition, type RampSchedule, type RampStep, rampScheduleSchema } from "@/lib/engine/ramp-schema";
import { zodProblems } from "@/lib/platform/zod-problems";

/** A condition that can be taken out of the plan and put back as it was. */
export interface DraftCondition {
  key: string;
  on: boolean;
  condition: RampCondition;
}

/** A ramp while it is being planned. */
export interface RampDraft {
  steps: (RampStep & { key: number })[];
  conditions: DraftCondition[];
  guards: DraftCondition[];
}

const dayMinutes = 1440;
const usualShares = [0.05, 0.1, 0.25, 0.5, 1];
const window = { windowMinutes: null, freshMinutes: dayMinutes };

/** What a plan begins with, above the share that is in force. Where nothing is automated, nothing can be checked. */
export function usualDraft(inForce: number, automates: boolean): RampDraft {
  const among = automates ? "both" : "blind";
  const condition = (key: string, on: boolean, given: RampCondition): DraftCondition => ({ key, on, condition: given });
  return {
    steps: usualShares
      .filter((share) => share > inForce)
      .map((share, key) => ({ key, share, holdMinutes: dayMinutes })),
    conditions: [
      condition("verdicts", true, { kind: "verdicts", atLeast: 50, ...window }),
      condition("agreement", true, { kind: "agreement", atLeast: 0.9, minVerdicts: 50, among, ...window }),
      condition("failed", true, { kind: "failed_predictions", atMost: 0.02, minPredictions: 50, ...window }),
      condition("queue", false, { kind: "queue_age", atMostMinutes: dayMinutes }),
    ],
    guards: [
      condition("agreement", true, { kind: "agreement", atLeast: 0.8, minVerdicts: 20, among, ...window }),
      condition("failed", true, { kind: "failed_predictions", atMost: 0.1, minPredictions: 20, ...window }),
      condition("queue", false, { kind: "queue_age", atMostMinutes: 3 * dayMinutes }),
    ],
  };
}

/** The draft as a schedule, and what is wrong with it: by the draft's own places (`guards.agreement.atLeast`). */
export function draftSchedule(
  draft: RampDraft,
  settings: PolicySettings,
): { schedule: RampSchedule | null; problems: ReadonlyMap<string, string> } {
  const conditions = draft.conditions.filter(({ on }) => on);
  const guards = draft.guards.filter(({ on }) => on);
  const parsed = rampScheduleSchema.safeParse({
    steps: draft.steps.map(({ share, holdMinutes }) => ({ share, holdMinutes })),
    conditions: conditions.map(({ condition }) => condition),
    guards: guards.map(({ condition }) => condition),
  });
  const found = parsed.success ? rampProblems(parsed.data, settings) : zodProblems(parsed.error);
  const problems = new Map(
    found.map(({ path, message }) => [
      path.replace(/^(conditions|guards)\.(\d+)/, (_, list: string, index: string) => {
        const among = list === "guards" ? guards : conditions;
        return `${list}.${among[Number(index)]?.key}`;
      }),
      message,
    ]),
  );
  return { schedule: parsed.success && found.length === 0 ? parsed.data : null, problems };
}

/** When a ramp that starts now would put its last step in force at the earliest, every condition passing at once. */
export function earliestEnd(steps: readonly RampStep[], now: Date): Date {
  const minutes = steps.slice(0, -1).reduce((sum, { holdMinutes }) => sum + holdMinutes, 0);
  return new Date(now.getTime() + minutes * 60_000);
}
