import { effectiveModeOf } from "@/lib/engine/effective-mode";
import { automates, type Mode } from "@/lib/engine/mode";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";

/** One ramp bucket out of each range of buckets that get the same mode under these settings. */
function rampBuckets(settings: PolicySettings): number[] {
  return [0, settings.rampShare].filter((bucket) => bucket < 1);
}

/** Whether any prediction at all is automated in this mode. */
function automatesAny(settings: PolicySettings, mode: Mode): boolean {
  if (mode === "full_automation") return true;
  return automates(mode) && (Object.keys(settings.thresholds).length > 0 || settings.maxSpread !== null);
}

/** Whether every prediction that `after` automates in its mode is also automated by `before` in its. */
function includes(before: PolicySettings, modeBefore: Mode, after: PolicySettings, modeAfter: Mode): boolean {
  if (!automatesAny(after, modeAfter)) return true;
  if (!automates(modeBefore)) return false;
  if (modeBefore === "full_automation") return true;
  if (modeAfter === "full_automation") return false;
  const wider = (held: number | undefined, wanted: number) => held !== undefined && held <= wanted;
  const thresholds = Object.entries(after.thresholds).every(([outcome, threshold]) =>
    wider(Object.hasOwn(before.thresholds, outcome) ? before.thresholds[outcome] : undefined, threshold),
  );
  const spread = after.maxSpread === null || (before.maxSpread !== null && before.maxSpread >= after.maxSpread);
  return thresholds && spread;
}

/**
 * Whether the change could automate one more item: some item, with some prediction and some bucket, that a person
 * decides under `before` and the model under `after`. Another champion may say anything, and another salt may draw any
 * bucket; so both count as a raise wherever `after` automates at all. May say true where the use case's outcomes make it
 * impossible (every outcome at threshold 0 is as much as `full_automation`), never false where it is possible.
 */
export function isRaise(before: PolicySettings, after: PolicySettings): boolean {
  const modeOf = (settings: PolicySettings, bucket: number) => effectiveModeOf(settings, false, bucket);
  if (before.champion !== after.champion) {
    return rampBuckets(after).some((bucket) => automatesAny(after, modeOf(after, bucket)));
  }
  if (before.saltVersion !== after.saltVersion) {
    return rampBuckets(after).some((drawnAfter) =>
      rampBuckets(before).some(
        (drawnBefore) => !includes(before, modeOf(before, drawnBefore), after, modeOf(after, drawnAfter)),
      ),
    );
  }
  return [...rampBuckets(before), ...rampBuckets(after)].some(
    (bucket) => !includes(before, modeOf(before, bucket), after, modeOf(after, bucket)),
  );
}
