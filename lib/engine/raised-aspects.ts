import { effectiveModeOf } from "@/lib/engine/effective-mode";
import { isRaise } from "@/lib/engine/is-raise";
import { rungOf } from "@/lib/engine/mode";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";

/** What a raise raises: each may ask for another person's approval. */
export type RaisedAspect = keyof PolicySettings["approvals"];

/** The settings that belong to each aspect. What people may decide less of without a prediction belongs to the mode. */
const settingsOf = {
  mode: ["mode", "baseMode", "fallback"],
  share: ["rampShare", "saltVersion"],
  threshold: ["thresholds", "maxSpread"],
  guardrail: ["guardrails"],
  champion: ["champion"],
} as const satisfies Record<RaisedAspect, readonly (keyof PolicySettings)[]>;

const aspects = Object.keys(settingsOf) as RaisedAspect[];

/** `settings` with this aspect as `other` has it. */
function withAspect(settings: PolicySettings, other: PolicySettings, aspect: RaisedAspect): PolicySettings {
  const taken = Object.fromEntries(settingsOf[aspect].map((key) => [key, other[key]]));
  return { ...settings, ...taken };
}

/** The highest rung that any unit gets: with a share of 0 it is the base mode, whatever the mode says. */
function highestRung(settings: PolicySettings): number {
  const buckets = [0, settings.rampShare].filter((bucket) => bucket < 1);
  return Math.max(...buckets.map((bucket) => rungOf(effectiveModeOf(settings, false, bucket))));
}

/**
 * What of a change raises automation, for `approvals`; empty where nothing does. An aspect counts where it is a raise by
 * itself, where the change would raise less without it, or where its own approval gets weaker. Never empty for a raise.
 */
export function raisedAspects(before: PolicySettings, after: PolicySettings): RaisedAspect[] {
  if (!isRaise(before, after)) return [];
  const latter = { ...after, approvals: before.approvals };
  const raised = aspects.filter(
    (aspect) =>
      (before.approvals[aspect] === "admin" && after.approvals[aspect] !== "admin") ||
      (aspect === "mode" && highestRung(after) > highestRung(before)) ||
      isRaise(before, withAspect(before, after, aspect)) ||
      isRaise(withAspect(latter, before, aspect), latter),
  );
  if (raised.length > 0) return raised;
  return aspects.filter((aspect) =>
    settingsOf[aspect].some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])),
  );
}
