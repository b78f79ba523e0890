import { isRaise } from "@/lib/engine/is-raise";
import { type PolicySettings, withChampion } from "@/lib/engine/policy-settings-schema";

/**
 * Whether an earlier champion would decide nothing that it was not allowed to decide before: `earlier` are the settings
 * of the policies that named it. Then going back to it needs no second person (docs/decisions/0015): whatever it may
 * automate from now on was put in force once by the rules for raising.
 */
export function goesBack(now: PolicySettings, champion: number, earlier: readonly PolicySettings[]): boolean {
  const after = withChampion(now, champion);
  // Who has to approve raises is as it was now, whatever was asked for in those days.
  const allowed = earlier.map((former) => ({ ...former, approvals: now.approvals }));
  return !isRaise(now, after) || allowed.some((former) => former.champion === champion && !isRaise(former, after));
}
