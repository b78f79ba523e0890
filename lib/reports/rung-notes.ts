import { type Mode, modes, rungOf } from "@/lib/engine/mode";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { Evidence } from "@/lib/reports/evidence-query";
import { reaching } from "@/lib/statistics/coverage";
import { intervalText, rateText } from "@/lib/statistics/rate-text";

interface Compared {
  agreed: number;
  n: number;
  interval: { lower: number; upper: number } | null;
}

export interface RungFacts {
  settings: PolicySettings;
  /** Names of the outcomes that have a threshold. */
  certified: string[];
  evidence: Evidence;
  /** Of a regression: the items that the champion was asked about, and those that the largest spread lets through. */
  spreads?: { asked: number; passing: number | null } | null;
  agreement: { blind: Compared; seen: Compared; checked: Compared };
  secondPerson: boolean;
}

/** Of the items that the champion was asked about lately, the share that it would decide at these thresholds; null: unknown. */
function partialShare({ evidence, settings }: Pick<RungFacts, "evidence" | "settings">): number | null {
  if (evidence.asked === 0) return null;
  const reached = evidence.outcomes.map(({ key, bins }) => {
    const threshold = Object.hasOwn(settings.thresholds, key) ? settings.thresholds[key] : undefined;
    return threshold === undefined ? 0 : reaching(bins, threshold).count;
  });
  return reached.reduce((sum, count) => sum + count, 0) / evidence.asked;
}

function comparedText({ agreed, n, interval }: Compared): string {
  if (n === 0 || interval === null) return "no verdict to compare with yet";
  return `${rateText(agreed / n)} (${agreed.toLocaleString("en-GB")} of ${n.toLocaleString("en-GB")}; 95% interval ${intervalText(interval)})`;
}

/** One line per rung, about this use case and its last weeks; empty where there is nothing to say yet. */
export function rungNotes(facts: RungFacts): Record<Mode, string> {
  const { evidence, agreement, settings } = facts;
  const { asked, unusable } = evidence;
  const partial = partialShare(facts);
  const noModel = settings.champion === null ? "Needs a model as champion." : "";
  const regression = evidence.outcomes.length === 0;
  return {
    human_only: "",
    shadow:
      noModel ||
      (agreement.blind.n === 0 ? "" : `Blind verdicts agree with the model in ${comparedText(agreement.blind)}.`),
    ai_assist:
      noModel ||
      (agreement.seen.n === 0 ? "" : `Verdicts that saw the suggestion agree in ${comparedText(agreement.seen)}.`),
    partial_automation:
      noModel || (regression ? spreadNote(settings, facts.spreads ?? null) : partialNote(facts.certified, partial)),
    full_automation:
      noModel ||
      (asked === 0
        ? ""
        : `It could answer ${rateText(1 - unusable / asked)} of ${asked.toLocaleString("en-GB")} recent items.`),
  };
}

function spreadNote({ maxSpread }: PolicySettings, spreads: RungFacts["spreads"]): string {
  if (maxSpread === null) return "No largest spread is set, so nothing would be automated.";
  if (!spreads || spreads.asked === 0 || spreads.passing === null)
    return `The model decides up to a spread of ${maxSpread}.`;
  return `${rateText(spreads.passing / spreads.asked)} of recent items have a spread of at most ${maxSpread}.`;
}

function partialNote(certified: readonly string[], share: number | null): string {
  if (certified.length === 0) return "No outcome has a threshold yet, so nothing would be automated.";
  if (share === null) return `Thresholds are set for ${certified.join(", ")}.`;
  return `${rateText(share)} of recent items reach a threshold (${certified.join(", ")}).`;
}

/** Something that the next rung wants: there already, missing, for the manager to judge, or what follows. */
export interface RungStep {
  state: "done" | "missing" | "judge" | "after";
  text: string;
}

/** What it takes to go one rung up; null on the highest. */
export function nextRung(facts: RungFacts): { mode: Mode; steps: RungStep[] } | null {
  const mode = modes[rungOf(facts.settings.mode) + 1];
  if (mode === undefined) return null;
  const champion: RungStep =
    facts.settings.champion === null
      ? { state: "missing", text: "A model of this use case that is named champion." }
      : { state: "done", text: `A champion: model version ${facts.settings.champion}.` };
  const raise: RungStep[] = facts.secondPerson ? [{ state: "after", text: "Another manager who approves it." }] : [];
  const { blind, checked } = facts.agreement;
  switch (mode) {
    case "shadow":
      return {
        mode,
        steps: [champion, { state: "after", text: "Nothing changes for people: the model answers unseen." }],
      };
    case "ai_assist":
      return { mode, steps: [champion, evidenceStep("Blind verdicts that agree with the model", blind)] };
    case "partial_automation":
      return {
        mode,
        steps: [
          champion,
          thresholdStep(facts),
          evidenceStep("Blind verdicts that agree with the model", blind),
          ...raise,
        ],
      };
    default:
      return {
        mode,
        steps: [champion, evidenceStep("Checked automated items on which people agree", checked), ...raise],
      };
  }
}

function thresholdStep({ settings, certified, evidence }: RungFacts): RungStep {
  if (evidence.outcomes.length === 0) {
    return settings.maxSpread === null
      ? { state: "missing", text: "A largest spread at which the model may decide." }
      : { state: "done", text: `A largest spread: ${settings.maxSpread}.` };
  }
  return certified.length === 0
    ? { state: "missing", text: "A threshold for at least one outcome." }
    : { state: "done", text: `Thresholds for ${certified.join(", ")}.` };
}

/** 59 without a miss bound the rate of misses below 5% with 95% confidence; fewer cannot. */
const leastVerdicts = 59;

function evidenceStep(what: string, compared: Compared): RungStep {
  if (compared.n === 0)
    return { state: "missing", text: `${what}: none so far. Fewer than ${leastVerdicts} say little.` };
  const few = compared.n < leastVerdicts ? ` Fewer than ${leastVerdicts} say little.` : "";
  return { state: compared.n < leastVerdicts ? "missing" : "judge", text: `${what}: ${comparedText(compared)}.${few}` };
}
