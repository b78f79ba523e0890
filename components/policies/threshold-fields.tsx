"use client";
import { Checkbox, Text } from "@mantine/core";
import { OutcomeChip } from "@/components/engine/outcome-chip";
import { PercentInput } from "@/components/policies/percent-input";
import classes from "@/components/policies/threshold-fields.module.css";
import { countText } from "@/components/ui/figure-text";
import { clopperPearson } from "@/lib/statistics/clopper-pearson";
import { type ConfidenceBin, reaching } from "@/lib/statistics/coverage";
import { intervalText, rateText } from "@/lib/statistics/rate-text";

interface ThresholdFieldsProps {
  outcomes: readonly { key: string; label: string; colour: string; bins: readonly ConfidenceBin[] }[];
  thresholds: Readonly<Record<string, number>>;
  problemAt: (path: string) => string | undefined;
  onChange: (thresholds: Record<string, number>) => void;
}

/** What a threshold would have meant for the last weeks' predictions of its outcome. */
function effectText(bins: readonly ConfidenceBin[], threshold: number | undefined): string {
  const all = reaching(bins, 0).count;
  if (all === 0) return "Not predicted in the last 28 days.";
  if (threshold === undefined)
    return `Predicted ${countText(all)} times in the last 28 days; people decide all of them.`;
  const { count, compared, agreed } = reaching(bins, threshold);
  const reached = `${countText(count)} of ${countText(all)} predictions reach this (${rateText(count / all)}).`;
  if (compared === 0) return `${reached} None of them has a blind verdict to compare with.`;
  const interval = intervalText(clopperPearson(agreed, compared));
  return `${reached} People, blind, agree with ${countText(agreed)} of ${countText(compared)} of them (95% interval ${interval}).`;
}

/**
 * A threshold that nothing can miss: the likeliest of k outcomes is at least 1/k likely. Most of all it catches who types
 * 0.9 and means 90%.
 */
function emptyText(threshold: number, outcomes: number): string | null {
  if (outcomes === 0 || threshold > 1 / outcomes) return null;
  const meant = threshold <= 0.01 && threshold > 0 ? ` Did you mean ${Number((threshold * 10_000).toFixed(2))}%?` : "";
  return `Every prediction is at least ${rateText(1 / outcomes)} sure, so this lets all of them pass.${meant}`;
}

/** Which outcomes the model may decide, and from which confidence on, each with what that would have meant lately. */
export function ThresholdFields({ outcomes, thresholds, problemAt, onChange }: ThresholdFieldsProps) {
  function set(key: string, threshold: number | undefined) {
    const others = Object.entries(thresholds).filter(([outcome]) => outcome !== key);
    onChange(Object.fromEntries(threshold === undefined ? others : [...others, [key, threshold]]));
  }
  return (
    <div className={classes.outcomes}>
      {outcomes.map(({ key, label, colour, bins }) => {
        const threshold = Object.hasOwn(thresholds, key) ? thresholds[key] : undefined;
        const empty = threshold === undefined ? null : emptyText(threshold, outcomes.length);
        return (
          <div key={key} className={classes.outcome}>
            <Checkbox
              checked={threshold !== undefined}
              onChange={(event) => set(key, event.currentTarget.checked ? 0.95 : undefined)}
              label={<OutcomeChip label={label} colour={colour} />}
            />
            <PercentInput
              aria-label={`Smallest confidence for ${label}`}
              value={threshold ?? null}
              disabled={threshold === undefined}
              placeholder="people decide"
              step={1}
              w={150}
              error={problemAt(`thresholds.${key}`)}
              onShare={(share) => set(key, share ?? 1)}
            />
            <Text size="xs" c="dimmed" className={`${classes.effect} numbers`}>
              {effectText(bins, threshold)}
              {empty !== null && <strong> {empty}</strong>}
            </Text>
          </div>
        );
      })}
    </div>
  );
}
