import { isRaise } from "@/lib/engine/is-raise";
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
      isRaise(before, withAspect(before, after, aspect)) ||
      isRaise(withAspect(latter, before, aspect), latter),
  );
  if (raised.length > 0) return raised;
  return aspects.filter((aspect) =>
    settingsOf[aspect].some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])),
  );
}
