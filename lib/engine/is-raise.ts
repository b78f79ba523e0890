import { coversGuardrail } from "@/lib/engine/covers-guardrail";
import { effectiveModeOf } from "@/lib/engine/effective-mode";
import { automates, type Mode } from "@/lib/engine/mode";
import type { Fallback, PolicySettings } from "@/lib/engine/policy-settings-schema";

/** One ramp bucket out of each range of buckets that get the same mode under these settings. */
function rampBuckets(settings: PolicySettings): number[] {
  return [0, settings.rampShare].filter((bucket) => bucket < 1);
}

/** Whether any model's answer at all is automated in this mode. */
function automatesAnswers(settings: PolicySettings, mode: Mode): boolean {
  if (mode === "full_automation") return true;
  return automates(mode) && (Object.keys(settings.thresholds).length > 0 || settings.maxSpread !== null);
}

/** Whether anything that the champion cannot decide is automated in this mode. */
function automatesLost(settings: PolicySettings, mode: Mode): boolean {
  const { to } = settings.fallback;
  if (to === "person" || !automates(mode)) return false;
  return to === "model" ? automatesAnswers(settings, mode) : true;
}

/** Whether every answer that `after` is sure enough of in its mode, `before` is in its. Both modes automate. */
function isAsSure(before: PolicySettings, modeBefore: Mode, after: PolicySettings, modeAfter: Mode): boolean {
  if (modeBefore === "full_automation") return true;
  if (modeAfter === "full_automation") return false;
  const wider = (held: number | undefined, wanted: number) => held !== undefined && held <= wanted;
  const thresholds = Object.entries(after.thresholds).every(([outcome, threshold]) =>
    wider(Object.hasOwn(before.thresholds, outcome) ? before.thresholds[outcome] : undefined, threshold),
  );
  const spread = after.maxSpread === null || (before.maxSpread !== null && before.maxSpread >= after.maxSpread);
  return thresholds && spread;
}

function isSameFallback(one: Fallback, other: Fallback): boolean {
  switch (one.to) {
    case "person":
      return other.to === "person";
    case "model":
      return other.to === "model" && other.version === one.version;
    case "outcome":
      return other.to === "outcome" && other.outcome === one.outcome;
    case "value":
      return other.to === "value" && other.value === one.value;
  }
}

/** Whether whatever the guardrails of `before` stop is stopped by those of `after` too. Those that watch stop nothing. */
function stopsAsMuch(before: PolicySettings, after: PolicySettings): boolean {
  const acting = after.guardrails.filter(({ watch }) => !watch);
  return before.guardrails.every((one) => one.watch || acting.some((other) => coversGuardrail(other, one)));
}

/** Whether everything that `after` automates in its mode is also automated by `before` in its. */
function includes(before: PolicySettings, modeBefore: Mode, after: PolicySettings, modeAfter: Mode): boolean {
  const [answers, lost] = [automatesAnswers(after, modeAfter), automatesLost(after, modeAfter)];
  if (!answers && !lost) return true;
  if (!automates(modeBefore) || !stopsAsMuch(before, after)) return false;
  const sure = isAsSure(before, modeBefore, after, modeAfter);
  if (answers && !sure) return false;
  if (!lost) return true;
  return isSameFallback(before.fallback, after.fallback) && (after.fallback.to !== "model" || sure);
}

/** Whether a change that an administrator had to approve could now be approved by a manager. */
function weakensApprovals(before: PolicySettings, after: PolicySettings): boolean {
  const aspects = Object.keys(before.approvals) as (keyof PolicySettings["approvals"])[];
  return aspects.some((aspect) => before.approvals[aspect] === "admin" && after.approvals[aspect] !== "admin");
}

/**
 * Whether the change could automate one more item: some item, with some prediction, some bucket, at some time and after
 * as many automated ones, that a person decides under `before` and no person under `after`. Another champion may say
 * anything, and another salt may draw any bucket; so both count as a raise wherever `after` automates at all. Asking for
 * a lesser person's approval counts as one too. May say true where the use case makes it impossible (every outcome at
 * threshold 0 is as much as `full_automation`), never false where it is possible.
 */
export function isRaise(before: PolicySettings, after: PolicySettings): boolean {
  if (weakensApprovals(before, after)) return true;
  const modeOf = (settings: PolicySettings, bucket: number) => effectiveModeOf(settings, false, bucket);
  if (before.champion !== after.champion) {
    return rampBuckets(after).some((bucket) => {
      const mode = modeOf(after, bucket);
      return automatesAnswers(after, mode) || automatesLost(after, mode);
    });
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
