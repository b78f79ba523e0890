import type { StoredSchedule } from "@/lib/ramps/ramp-query";

/** The ramp share that a step puts in force; of -1, the one from before the ramp. */
export function rampShare({ steps, startShare }: StoredSchedule, step: number): number {
  return step < 0 ? startShare : (steps[step]?.share ?? startShare);
}
