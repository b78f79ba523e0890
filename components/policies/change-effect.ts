import { isRaise } from "@/lib/engine/is-raise";
import { automates } from "@/lib/engine/mode";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { type ConfidenceBin, reaching } from "@/lib/statistics/coverage";
import { rateText } from "@/lib/statistics/rate-text";

export interface ProjectionData {
  asked: number;
  unusable: number;
  outcomes: readonly { key: string; bins: readonly ConfidenceBin[] }[];
}

/** Of the items that the champion was asked about lately, the share that it would decide under these settings; null: unknown. */
export function projectedShare(settings: PolicySettings, { asked, unusable, outcomes }: ProjectionData): number | null {
  if (asked === 0 || outcomes.length === 0) return null;
  const shareIn = (mode: PolicySettings["mode"]): number => {
    if (!automates(mode)) return 0;
    if (mode === "full_automation") return 1 - unusable / asked;
    const counts = outcomes.map(({ key, bins }) => {
      const threshold = Object.hasOwn(settings.thresholds, key) ? settings.thresholds[key] : undefined;
      return threshold === undefined ? 0 : reaching(bins, threshold).count;
    });
    return counts.reduce((sum, count) => sum + count, 0) / asked;
  };
  return settings.rampShare * shareIn(settings.mode) + (1 - settings.rampShare) * shareIn(settings.baseMode);
}

export interface ChangeEffect {
  /** Waits for a second person instead of taking force. */
  proposes: boolean;
  /** It cannot be done now: why. */
  blocked: string | null;
  sentences: string[];
}

/** What a change means, in sentences, before anybody confirms it. */
export function changeEffect(
  before: PolicySettings,
  after: PolicySettings,
  facts: { version: number; secondPerson: boolean; pending: boolean; evidence: ProjectionData },
): ChangeEffect {
  const raises = isRaise(before, after);
  const proposes = raises && facts.secondPerson;
  const sentences: string[] = [];
  if (proposes) {
    sentences.push(
      `This could automate more items, so another manager has to approve it. Until then policy ${facts.version} stays in force.`,
    );
  } else if (raises) sentences.push("This could automate more items. It takes force at once.");
  else sentences.push("This automates no further item. It takes force at once.");
  if (!raises && facts.pending)
    sentences.push("The proposal that waits lapses, because it was made on the policy in force.");
  const [now, then] = [projectedShare(before, facts.evidence), projectedShare(after, facts.evidence)];
  if (after.champion === before.champion && now !== null && then !== null && now !== then) {
    sentences.push(
      `On the last weeks' items, the model's share goes from about ${rateText(now)} to about ${rateText(then)}.`,
    );
  }
  if (after.mode === "partial_automation" && Object.keys(after.thresholds).length === 0 && after.maxSpread === null) {
    sentences.push("No outcome has a threshold, so people go on deciding everything.");
  }
  const blocked =
    proposes && facts.pending ? "A proposal waits already. It has to be approved, declined or withdrawn first." : null;
  return { proposes, blocked, sentences };
}
