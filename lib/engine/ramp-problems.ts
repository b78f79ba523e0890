import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { RampSchedule } from "@/lib/engine/ramp-schema";
import { percentText } from "@/lib/engine/settings-changes";

/** Where a schedule does not fit the policy that it would start on, with a sentence for each place. Empty: it fits. */
export function rampProblems(schedule: RampSchedule, settings: PolicySettings): { path: string; message: string }[] {
  const { mode, baseMode, rampShare } = settings;
  if (mode === baseMode) {
    const message =
      "Everything gets one mode, so there is nothing to ramp. Change the policy first: the mode to reach, with the base mode below it and a ramp share of 0%.";
    return [{ path: "steps", message }];
  }
  const first = schedule.steps[0];
  const last = schedule.steps.at(-1);
  if (first === undefined || last === undefined) return [{ path: "steps", message: "A ramp needs a step." }];
  if (last.share <= rampShare) {
    const message = `This schedule ends at ${percentText(last.share)}, and ${percentText(rampShare)} is in force: a ramp leads up. To lower the share, change the policy; that takes effect at once.`;
    return [{ path: `steps.${schedule.steps.length - 1}.share`, message }];
  }
  if (first.share < rampShare) {
    const message = `${percentText(rampShare)} is in force, so the first step is at least that.`;
    return [{ path: "steps.0.share", message }];
  }
  return [];
}
